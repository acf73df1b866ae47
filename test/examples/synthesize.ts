import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const EXAMPLE = join(__dirname, '..', '..', 'example');

interface CdkJson {
  readonly context: Record<string, unknown>;
}

export function contextOfExample(): Record<string, unknown> {
  return (JSON.parse(readFileSync(join(EXAMPLE, 'cdk.json'), 'utf8')) as CdkJson).context;
}

/**
 * As the CDK CLI does it, but with the library's sources instead of the package, which the build installs. `before` are modules to load
 * before the app.
 */
export function synthesize(app: string, outdir: string, before: readonly string[] = [], variables: NodeJS.ProcessEnv = {}): void {
  execFileSync(process.execPath, ['--import', 'tsx', ...before.flatMap((module) => ['--import', module]), app], {
    cwd: EXAMPLE,
    stdio: 'pipe',
    env: {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify(contextOfExample()),
      CDK_VALIDATION: 'true',
      TSX_TSCONFIG_PATH: join(__dirname, 'tsconfig.json'),
      ...variables,
    },
  });
}
