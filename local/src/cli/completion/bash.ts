import type { CompletedCommand, Value } from './completed-command';

/** Uses only bash built-ins, because `bash-completion` is not installed everywhere. */
export function bash(commands: readonly CompletedCommand[]): string {
  return [
    '# Completes gostyle in bash.',
    '_gostyle() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD - 1]}" command="${COMP_WORDS[1]}"',
    '  COMPREPLY=()',
    '  if ((COMP_CWORD == 1)); then',
    `    mapfile -t COMPREPLY < <(compgen -W '${commands.map(({ name }) => name).join(' ')}' -- "$word")`,
    '    return',
    '  fi',
    '  case "$command $before" in',
    ...commands.flatMap(({ name, options }) => options.flatMap((option) => valueCase(`${name} ${option.name}`, option.value))),
    '  esac',
    '  case "$command" in',
    ...commands.map((command) => `    ${command.name}) ${wordsOf(command)} ;;`),
    '  esac',
    '}',
    'complete -F _gostyle gostyle',
    '',
  ].join('\n');
}

function valueCase(pattern: string, value: Value): string[] {
  if (value === 'none') return [];
  return [`    '${pattern}') ${value === 'text' ? '' : `${complete(value)}; `}return ;;`];
}

/** Completes options, unless the user has started another kind of argument. */
function wordsOf({ options, argument }: CompletedCommand): string {
  const names = complete(options.map(({ name }) => name));
  if (argument === 'none' || argument === 'text') return names;
  return `if [[ "$word" == -* ]]; then ${names}; else ${complete(argument)}; fi`;
}

function complete(value: Exclude<Value, 'none' | 'text'>): string {
  const generator = value === 'directory' ? '-d' : value === 'file' ? '-f' : `-W '${value.join(' ')}'`;
  return `mapfile -t COMPREPLY < <(compgen ${generator} -- "$word")`;
}
