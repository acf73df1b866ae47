import type { Command, OutputConfiguration } from 'commander';

interface Example {
  readonly line: string;
  /** What the example does, in a few words. */
  readonly does: string;
}

const WIDEST = 110;
const EXIT_STATUSES = 'Exit status: 0 success, 1 failure, 2 wrong usage or invalid input.';

/** Wraps at the terminal's width, up to a readable maximum. */
export const HELP_OUTPUT: OutputConfiguration = {
  getOutHelpWidth: () => Math.min(process.stdout.columns ?? WIDEST, WIDEST),
  getErrHelpWidth: () => Math.min(process.stderr.columns ?? WIDEST, WIDEST),
};

/** Appends examples to a command's help. */
export function withExamples(command: Command, examples: readonly Example[]): Command {
  const lines = examples.flatMap(({ line, does }) => [`  ${line}`, `      ${does}`]);
  return command.addHelpText('after', ['', 'Examples:', ...lines, '', EXIT_STATUSES].join('\n'));
}
