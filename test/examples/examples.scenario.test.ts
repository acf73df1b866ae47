import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextOfExample, EXAMPLE, synthesize } from './synthesize';

interface ValidationReport {
  readonly pluginReports: { readonly conclusion: string; readonly violations?: unknown[] }[];
}

let assembly: string;
beforeEach(() => {
  assembly = mkdtempSync(join(tmpdir(), 'examples-'));
});
afterEach(() => rmSync(assembly, { recursive: true }));

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
  synthesize(app, assembly);

  expect(templates()).toEqual([
    `${stack}.template.json`,
    ...environments.map((name) => expect.stringContaining(`assembly-${stack}-${stack}-${name}/`)),
  ]);
  // Findings that the library acknowledges with a reason also appear in a report.
  expect(validationReport().pluginReports.filter(({ conclusion, violations = [] }) => conclusion !== 'success' || violations.length > 0)).toEqual([]);
});

test('feature flags are those of `cdk init`, so the CLI reports none', () => {
  const recommended = require.resolve('aws-cdk-lib/recommended-feature-flags.json');
  expect(contextOfExample()).toMatchObject(JSON.parse(readFileSync(recommended, 'utf8')) as object);
});

test('the minimal example fits on a screen', () => {
  expect(readFileSync(join(EXAMPLE, 'minimal.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(32);
});
