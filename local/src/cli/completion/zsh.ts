import type { CompletedCommand, CompletedOption, Value } from './completed-command';
import { shellQuoted } from '../../system/shell-quoted';

/** Works both as a file in `fpath` and when sourced. */
export function zsh(commands: readonly CompletedCommand[]): string {
  return [
    '#compdef gostyle',
    '_gostyle() {',
    '  local -a commands',
    '  commands=(',
    ...commands.map(({ name, summary }) => `    ${shellQuoted(`${name}:${summary}`)}`),
    '  )',
    '  if ((CURRENT == 2)); then',
    '    _describe command commands',
    '    return',
    '  fi',
    '  shift words',
    '  ((CURRENT--))',
    '  case $words[1] in',
    ...commands.flatMap(({ name, options, argument }) => [
      `    ${name})`,
      '      _arguments \\',
      ...options.map((option) => `        ${shellQuoted(specification(option))} \\`),
      ...argument === 'none' ? [] : [`        ${shellQuoted(`*:argument:${action(argument)}`)} \\`],
      '        && return 0',
      '      ;;',
    ]),
    '  esac',
    '}',
    'if [[ $funcstack[1] == _gostyle ]]; then _gostyle "$@"; else compdef _gostyle gostyle; fi',
    '',
  ].join('\n');
}

function specification({ name, description, value }: CompletedOption): string {
  const text = description.replace(/[[\]:\\]/g, '\\$&');
  return `${name}[${text}]${value === 'none' ? '' : `:value:${action(value)}`}`;
}

function action(value: Value): string {
  switch (value) {
    case 'directory': return '_files -/';
    case 'file': return '_files';
    case 'none':
    case 'text': return ' ';
    default: return `(${value.join(' ')})`;
  }
}
