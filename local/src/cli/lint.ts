import { Command } from 'commander';
import { assembliesOf } from './assemblies';
import { withExamples } from './help';
import { printJson } from './json';
import { check } from '../checks/check';
import { byPlace, findingText, type CheckResult } from '../checks/finding';
import { checkSchema } from '../checks/schema/schema-findings';
import { visible } from '../messages/visible-text';

interface LintOptions {
  readonly source: string;
  readonly assembly?: string;
  readonly json?: true;
}

const EXAMPLES = [
  { line: 'gostyle lint', does: 'the repository in this folder, and the output of its CDK app where there is one' },
  { line: 'gostyle lint --source .. --assembly cdk.out --json', does: 'for scripts' },
];

export function command(): Command {
  return withExamples(new Command('lint'), EXAMPLES)
    .description('Checks buildspec.yml, appspec.yml, the hook scripts and the cloud assembly against each other. '
      + 'Exits with 1 when it finds an error.')
    .option('--source <dir>', 'the repository that the pipeline builds', '.')
    .option('--assembly <dir>', 'a synthesized cloud assembly (default: the output of each cdk.json in the source, which is cdk.out beside it)')
    .option('--json', 'print the findings as JSON')
    .action((options: LintOptions) => {
      const result = lint(options);
      if (options.json) printJson(result);
      else process.stderr.write(visible(forPeople(result)));
      if (result.findings.some(({ severity }) => severity === 'error')) process.exitCode = 1;
    });
}

function lint({ source, assembly }: LintOptions): CheckResult {
  const { found, notFound } = assembly === undefined ? assembliesOf(source) : { found: [assembly], notFound: [] };
  const [first, ...others] = found;
  const results = [
    together([
      check({ version: 1, source: { directory: source }, ...first !== undefined && { assembly: { directory: first } } }),
      ...first !== undefined ? [checkSchema(first)] : [],
    ]),
    ...others.map((directory) => together([check({ version: 1, assembly: { directory } }), checkSchema(directory)])),
  ];
  return { findings: results.flatMap(({ findings }) => findings), notChecked: [...results.flatMap(({ notChecked }) => notChecked), ...notFound] };
}

function together(results: readonly CheckResult[]): CheckResult {
  return { findings: results.flatMap(({ findings }) => findings).sort(byPlace), notChecked: results.flatMap(({ notChecked }) => notChecked) };
}

function forPeople({ findings, notChecked }: CheckResult): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const lines = findings.map((finding) => `${finding.severity}: ${findingText(finding)}`);
  const sum = findings.length === 0 ? 'nothing found' : `${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}`;
  return [...lines, ...notChecked.map((what) => `note: ${what}`), sum, ''].join('\n');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
