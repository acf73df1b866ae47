import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const REPOSITORY = join(__dirname, '..', '..');
const EXAMPLE = join(REPOSITORY, 'example');

interface CdkJson {
  readonly context: Record<string, unknown>;
}

interface ValidationReport {
  readonly pluginReports: { readonly conclusion: string; readonly violations?: unknown[] }[];
}

let assembly: string;
beforeEach(() => {
  assembly = mkdtempSync(join(tmpdir(), 'examples-'));
});
afterEach(() => rmSync(assembly, { recursive: true }));

/** As the CDK CLI does it, but with the library's sources instead of the package, which the build installs. */
function synthesize(app: string): void {
  const { context } = JSON.parse(readFileSync(join(EXAMPLE, 'cdk.json'), 'utf8')) as CdkJson;
  execFileSync(process.execPath, ['--import', 'tsx', app], {
    cwd: EXAMPLE,
    stdio: 'pipe',
    env: {
      ...process.env,
      CDK_OUTDIR: assembly,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      CDK_VALIDATION: 'true',
      TSX_TSCONFIG_PATH: join(__dirname, 'tsconfig.json'),
    },
  });
}

function templates(): string[] {
  return readdirSync(assembly, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.template.json')).sort();
}

function validationReport(): ValidationReport {
  return JSON.parse(readFileSync(join(assembly, 'validation-report.json'), 'utf8')) as ValidationReport;
}

test.each([
  ['minimal.ts', 'Web', 'production', 'staging'],
  ['production.ts', 'LinkShortener', 'production', 'staging'],
  ['fargate.ts', 'LinkShortener', 'production', 'staging'],
  ['lambda.ts', 'LinkShortener', 'production', 'staging'],
  ['go-service/infrastructure/app.ts', 'GoService', 'production', 'staging'],
])('%s synthesizes the pipeline and its environments, and CloudFormation Validate reports nothing', (app, stack, ...environments) => {
  synthesize(app);

  expect(templates()).toEqual([
    `${stack}.template.json`,
    ...environments.map((name) => expect.stringContaining(`assembly-${stack}-${stack}-${name}/`)),
  ]);
  // Findings that the library acknowledges with a reason also appear in a report.
  expect(validationReport().pluginReports.filter(({ conclusion, violations = [] }) => conclusion !== 'success' || violations.length > 0)).toEqual([]);
});

test('feature flags are those of `cdk init`, so the CLI reports none', () => {
  const recommended = require.resolve('aws-cdk-lib/recommended-feature-flags.json');
  const { context } = JSON.parse(readFileSync(join(EXAMPLE, 'cdk.json'), 'utf8')) as CdkJson;
  expect(context).toMatchObject(JSON.parse(readFileSync(recommended, 'utf8')) as object);
});

test('the minimal example fits on a screen', () => {
  expect(readFileSync(join(EXAMPLE, 'minimal.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(32);
});
