import type { CompletedCommand, CompletedOption, Value } from './completed-command';

export function fish(commands: readonly CompletedCommand[]): string {
  return [
    '# Completes gostyle in fish.',
    'complete -c gostyle -f',
    ...commands.map(({ name, summary }) => `complete -c gostyle -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`),
    ...commands.flatMap(({ name, options, argument }) => [
      ...options.map((option) => `complete -c gostyle -n ${within(name)} ${flags(option)} -d ${quoted(option.description)}`),
      ...argument === 'none' || argument === 'text' ? [] : [`complete -c gostyle -n ${within(name)} ${candidates(argument)}`],
    ]),
    '',
  ].join('\n');
}

function within(name: string): string {
  return `'__fish_seen_subcommand_from ${name}'`;
}

function flags({ name, value }: CompletedOption): string {
  const flag = name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
  return value === 'none' ? flag : `${flag} -r ${candidates(value)}`;
}

function candidates(value: Value): string {
  switch (value) {
    case 'directory': return '-a \'(__fish_complete_directories)\'';
    case 'file': return '-F';
    case 'none':
    case 'text': return '-f';
    default: return `-f -a ${quoted(value.join(' '))}`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll('\'', '\\\'')}'`;
}
