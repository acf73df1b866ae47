import { Argument, Command } from 'commander';
import { bash } from './bash';
import { completedCommands } from './completed-command';
import { fish } from './fish';
import { zsh } from './zsh';
import { withExamples } from '../help';
import type { LazyCommand } from '../lazy-command';

const SHELLS = { bash, zsh, fish };
const EXAMPLES = [
  { line: 'gostyle completion bash >~/.local/share/bash-completion/completions/gostyle', does: 'for every new session of bash' },
  { line: 'gostyle completion zsh >~/.zfunc/_gostyle', does: 'for zsh, if ~/.zfunc is in its fpath' },
  { line: 'gostyle completion fish >~/.config/fish/completions/gostyle.fish', does: 'for every new session of fish' },
];

export function command(all: readonly LazyCommand[]): Command {
  return withExamples(new Command('completion'), EXAMPLES)
    .description('Prints a script that completes the commands and options of gostyle, and the names of files where one is expected.')
    .addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(SHELLS)))
    .action(async (shell: keyof typeof SHELLS) => {
      process.stdout.write(SHELLS[shell](await completedCommands(all)));
    });
}
