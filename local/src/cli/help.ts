import type { Command, OutputConfiguration } from 'commander';

interface Example {
  readonly line: string;
  /** What it does, in a few words. */
  readonly does: string;
}

const WIDEST = 110;
const EXIT_STATUSES = 'Exit status: 0 success, 1 failure, 2 wrong usage or invalid input.';

/** Lines are wrapped at the terminal's width, but never get too long to be read. */
export const HELP_OUTPUT: OutputConfiguration = {
  getOutHelpWidth: () => Math.min(process.stdout.columns ?? WIDEST, WIDEST),
  getErrHelpWidth: () => Math.min(process.stderr.columns ?? WIDEST, WIDEST),
};

/** What the help of a command ends with. */
export function withExamples(command: Command, examples: readonly Example[]): Command {
  const lines = examples.flatMap(({ line, does }) => [`  ${line}`, `      ${does}`]);
  return command.addHelpText('after', ['', 'Examples:', ...lines, '', EXIT_STATUSES].join('\n'));
}
