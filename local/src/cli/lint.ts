import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { assembliesOf, noneIn } from './assemblies';
import { withExamples } from './help';
import { formatFindings, LINT_FORMATS, type LintFormat } from './lint-formats/lint-format';
import { check } from '../checks/check';
import { byPlace, type CheckResult, type Finding } from '../checks/finding';
import { checkSchema } from '../checks/schema/schema-findings';
import { ownCommand } from '../messages/own-command';
import { UserError } from '../messages/user-error';
import { visible } from '../messages/visible-text';

interface Subject {
  readonly source: string;
  readonly assembly?: string;
}

interface LintOptions extends Partial<Subject> {
  readonly json?: true;
  readonly format: LintFormat;
}

const FILES = ['buildspec.yml', 'buildspec.yaml', 'appspec.yml'];
const EXAMPLES = [
  { line: 'gostyle lint', does: 'checks the repository of this folder, and the output of its CDK app if there is one' },
  { line: 'gostyle lint --source .. --assembly cdk.out --json', does: 'for scripts' },
  { line: 'gostyle lint --format sarif >lint.sarif', does: 'for code scanning; github annotates a pull request, junit is a test report' },
];

export function command(): Command {
  return withExamples(new Command('lint'), EXAMPLES)
    .description('Checks buildspec.yml, appspec.yml, the hook scripts and the cloud assembly, each on its own and against each other. '
      + 'Exits with status 1 if it finds an error.')
    .option('--source <dir>', 'the repository that the pipeline builds (default: the repository of the current folder)')
    .option('--assembly <dir>', 'a synthesized cloud assembly (default: the output of each cdk.json in the source, usually cdk.out beside it)')
    .addOption(new Option('--format <format>', 'how findings are printed').choices([...LINT_FORMATS]).default('text'))
    .option('--json', 'the same as --format json')
    .action(({ source: given, assembly, json, format: asked }: LintOptions) => {
      const source = given ?? repositoryAround('.');
      const subject = { source, ...assembly !== undefined && { assembly } };
      const result = lint(subject);
      const format = json ? 'json' : asked;
      if (format === 'text') process.stderr.write(visible(`${given === undefined ? where(source) : ''}${formatFindings(format, result)}`));
      else process.stdout.write(formatFindings(format, format === 'json' ? result : fromHere(result, subject)));
      if (result.findings.some(({ severity }) => severity === 'error')) process.exitCode = 1;
    });
}

/** The nearest folder with files of a pipeline, not above the root of a Git repository: the CDK app is often in a folder of its own. */
function repositoryAround(folder: string): string {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (hasFiles(at) || existsSync(join(at, '.git'))) return relative('', at) || '.';
    if (at === dirname(at)) return folder;
  }
}

/** Places in findings are relative to it. */
function where(source: string): string {
  return source === '.' ? '' : `in ${resolve(source)}:\n`;
}

function hasFiles(folder: string): boolean {
  return FILES.some((name) => existsSync(join(folder, name)));
}

function lint({ source, assembly }: Subject): CheckResult {
  const { found, missing } = assembly === undefined ? assembliesOf(source) : { found: [assembly], missing: [] };
  const [first, ...others] = found;
  if (first === undefined && existsSync(source) && !hasFiles(source)) throw nothingIn(source, missing);
  const results = [
    together([
      check({ version: 1, source: { directory: source }, ...first !== undefined && { assembly: { directory: first } } }),
      ...first !== undefined ? [checkSchema(first)] : [],
    ]),
    ...others.map((directory) => together([check({ version: 1, assembly: { directory } }), checkSchema(directory)])),
  ];
  return {
    findings: results.flatMap(({ findings }) => findings),
    notChecked: [...results.flatMap(({ notChecked }) => notChecked), ...first === undefined ? [noneIn(missing)] : []],
  };
}

/** A check of nothing would look like one without findings. */
function nothingIn(source: string, missing: readonly string[]): UserError {
  return new UserError(`nothing was checked: ${resolve(source)} has no buildspec.yml, no appspec.yml, and no cloud assembly in `
    + `${missing.map((output) => relative(source, output)).join(', ')}; name the repository with --source, or write these files with `
    + `\`${ownCommand('init')}\``);
}

function together(results: readonly CheckResult[]): CheckResult {
  return { findings: results.flatMap(({ findings }) => findings).sort(byPlace), notChecked: results.flatMap(({ notChecked }) => notChecked) };
}

/** Other programs resolve paths against the working directory; ours are relative to the source or the assembly. */
function fromHere(result: CheckResult, { source, assembly }: Subject): CheckResult {
  const roots = assembly === undefined ? [source, ...assembliesOf(source).found] : [source, assembly];
  const place = ({ file }: Finding) => relative('', join(roots.find((root) => existsSync(join(root, file))) ?? source, file));
  return { ...result, findings: result.findings.map((finding) => ({ ...finding, file: place(finding) })) };
}
