import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { withExamples } from './help';
import { printJson } from './json';
import { check } from '../checks/check';
import { findingText, type Finding } from '../checks/finding';
import { visible } from '../messages/visible-text';

interface LintOptions {
  readonly source: string;
  readonly assembly?: string;
  readonly json?: true;
}

const DEFAULT_ASSEMBLY = 'cdk.out';
const EXAMPLES = [
  { line: 'gostyle lint', does: 'the repository in this folder, and cdk.out where there is one' },
  { line: 'gostyle lint --source .. --assembly cdk.out --json', does: 'for scripts' },
];

export function command(): Command {
  return withExamples(new Command('lint'), EXAMPLES)
    .description('Checks buildspec.yml, appspec.yml, the hook scripts and the cloud assembly against each other. '
      + 'Exits with 1 when it finds an error.')
    .option('--source <dir>', 'the repository that the pipeline builds', '.')
    .option('--assembly <dir>', `a synthesized cloud assembly (default: ${DEFAULT_ASSEMBLY} in the source, if there is one)`)
    .option('--json', 'print the findings as JSON')
    .action((options: LintOptions) => {
      const findings = check({
        version: 1,
        source: { directory: options.source },
        assembly: assemblyOf(options),
      });
      if (options.json) printJson({ findings });
      else process.stderr.write(visible(forPeople(findings)));
      if (findings.some(({ severity }) => severity === 'error')) process.exitCode = 1;
    });
}

function assemblyOf({ source, assembly }: LintOptions): { directory: string } | undefined {
  if (assembly !== undefined) return { directory: assembly };
  const usual = join(source, DEFAULT_ASSEMBLY);
  return existsSync(join(usual, 'manifest.json')) ? { directory: usual } : undefined;
}

function forPeople(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'nothing found\n';
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const lines = findings.map((finding) => `${finding.severity}: ${findingText(finding)}`);
  return [...lines, `${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}`, ''].join('\n');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
