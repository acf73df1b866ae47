import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { App } from 'aws-cdk-lib';

interface Violation {
  readonly ruleName: string;
  readonly description: string;
  readonly violatingConstructs: { readonly constructPath: string }[];
}

interface Report {
  readonly pluginReports: { readonly pluginName: string; readonly violations: Violation[] }[];
}

// V8 would go on optimizing 9 MB of WebAssembly for seconds after the last test, and Jest kills workers that take longer than half a second to exit.
setFlagsFromString('--liftoff-only');

/** Findings of CloudFormation Validate, which is built into aws-cdk-lib. It takes most of the time of a synthesis. */
export function cloudFormationFindings(app: App): string[] {
  const before = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = 'true';
  try {
    app.synth();
  } finally {
    process.env.CDK_VALIDATION = before;
  }
  const file = join(app.outdir, 'validation-report.json');
  if (!existsSync(file)) return [];
  const { pluginReports } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  return pluginReports.flatMap(({ pluginName, violations }) => violations.flatMap(({ ruleName, description, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => `${pluginName} ${ruleName} ${constructPath}: ${description}`)));
}
