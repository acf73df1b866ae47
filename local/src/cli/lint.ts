import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command, Option } from 'commander';
import { assembliesOf } from './assemblies';
import { withExamples } from './help';
import { formatFindings, LINT_FORMATS, type LintFormat } from './lint-formats/lint-format';
import { check } from '../checks/check';
import { byPlace, type CheckResult, type Finding } from '../checks/finding';
import { checkSchema } from '../checks/schema/schema-findings';
import { visible } from '../messages/visible-text';

interface LintOptions {
  readonly source: string;
  readonly assembly?: string;
  readonly json?: true;
  readonly format: LintFormat;
}

const EXAMPLES = [
  { line: 'gostyle lint', does: 'checks the repository in this folder, and the output of its CDK app if there is one' },
  { line: 'gostyle lint --source .. --assembly cdk.out --json', does: 'for scripts' },
  { line: 'gostyle lint --format sarif >lint.sarif', does: 'for code scanning; github annotates a pull request, junit is a test report' },
];

export function command(): Command {
  return withExamples(new Command('lint'), EXAMPLES)
    .description('Checks buildspec.yml, appspec.yml, the hook scripts and the cloud assembly, each on its own and against each other. '
      + 'Exits with status 1 if it finds an error.')
    .option('--source <dir>', 'the repository that the pipeline builds', '.')
    .option('--assembly <dir>', 'a synthesized cloud assembly (default: the output of each cdk.json in the source, usually cdk.out beside it)')
    .addOption(new Option('--format <format>', 'how findings are printed').choices([...LINT_FORMATS]).default('text'))
    .option('--json', 'the same as --format json')
    .action((options: LintOptions) => {
      const result = lint(options);
      const format = options.json ? 'json' : options.format;
      if (format === 'text') process.stderr.write(visible(formatFindings(format, result)));
      else process.stdout.write(formatFindings(format, format === 'json' ? result : fromHere(result, options)));
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

/** Other programs resolve paths against the working directory; ours are relative to the source or the assembly. */
function fromHere(result: CheckResult, { source, assembly }: LintOptions): CheckResult {
  const roots = assembly === undefined ? [source, ...assembliesOf(source).found] : [source, assembly];
  const place = ({ file }: Finding) => relative('', join(roots.find((root) => existsSync(join(root, file))) ?? source, file));
  return { ...result, findings: result.findings.map((finding) => ({ ...finding, file: place(finding) })) };
}
