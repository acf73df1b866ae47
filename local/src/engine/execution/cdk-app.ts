import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../messages/user-error';
import { readText } from '../../system/stored-file';

/** Placeholder account and region. Builds get the same, so that both synthesize the same templates. */
export const ACCOUNT_ENVIRONMENT = {
  CDK_DEFAULT_ACCOUNT: process.env.CDK_DEFAULT_ACCOUNT ?? '123456789012',
  CDK_DEFAULT_REGION: process.env.CDK_DEFAULT_REGION ?? 'us-east-1',
};

/** The build validates the same app when it synthesizes it; doing so here as well would only take time. */
const WITHOUT_VALIDATION = { CDK_VALIDATION: process.env.CDK_VALIDATION ?? 'false' };

/** A longer context does not fit into an environment variable and goes into a file, as in the AWS CDK CLI. */
const LONGEST_CONTEXT = 32 * 1024;

/** The AWS CDK CLI's default context; without it the templates would differ from those of `cdk synth`. */
const CLI_CONTEXT = {
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:version-reporting': true,
};

interface AppEnd {
  readonly code: number | null;
  readonly lastLines: readonly string[];
}

/** Synthesizes a CDK app as the AWS CDK CLI does. */
export class CdkApp {
  static async open(directory: string): Promise<CdkApp> {
    const file = join(directory, 'cdk.json');
    const settings = await readSettings(file);
    if (!settings) throw new UserError(`\`--app\`: ${directory} has no cdk.json; name the folder of the CDK app`);
    const command = settings.app;
    if (typeof command !== 'string' || command.trim() === '') {
      throw new UserError(`${file}: \`app\` must be the command that runs the app, got: ${JSON.stringify(command)}`);
    }
    const context = { ...CLI_CONTEXT, ...objectOf(settings.context), ...objectOf(await readSettings(join(directory, 'cdk.context.json'))) };
    return new CdkApp(directory, command, context);
  }

  private constructor(readonly directory: string, private readonly command: string, private readonly context: Record<string, unknown>) {}

  /** Writes the cloud assembly into a new folder. */
  async synthesize(outdir: string, signal: AbortSignal, onLine: (line: string) => void): Promise<void> {
    await rm(outdir, { recursive: true, force: true });
    const overflow = await mkdtemp(join(tmpdir(), 'gostyle-context-'));
    try {
      const variables = { ...await contextVariables(this.context, overflow), ...ACCOUNT_ENVIRONMENT, ...WITHOUT_VALIDATION, CDK_OUTDIR: outdir };
      const { code, lastLines } = await this.run(variables, signal, onLine);
      if (code !== 0) throw new UserError(`\`${this.command}\` in ${this.directory} failed with exit status ${code}:\n${lastLines.join('\n')}`);
    } finally {
      await rm(overflow, { recursive: true, force: true });
    }
  }

  private run(variables: NodeJS.ProcessEnv, signal: AbortSignal, onLine: (line: string) => void): Promise<AppEnd> {
    return new Promise((resolve, reject) => {
      const env = { ...process.env, ...variables };
      const child = spawn(this.command, { cwd: this.directory, shell: true, signal, env, stdio: ['ignore', 'pipe', 'pipe'] });
      const lastLines: string[] = [];
      const hear = (chunk: Buffer) => {
        for (const line of chunk.toString('utf8').split('\n').filter((text) => text.trim())) {
          lastLines.push(line);
          if (lastLines.length > 20) lastLines.shift();
          onLine(line);
        }
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, lastLines }));
    });
  }
}

async function contextVariables(context: Record<string, unknown>, directory: string): Promise<NodeJS.ProcessEnv> {
  const text = JSON.stringify(context);
  if (text.length <= LONGEST_CONTEXT) return { CDK_CONTEXT_JSON: text };
  const file = join(directory, 'context.json');
  await writeFile(file, text);
  return { CDK_CONTEXT_JSON: '{}', CONTEXT_OVERFLOW_LOCATION: file };
}

async function readSettings(file: string): Promise<Record<string, unknown> | undefined> {
  const text = await readText(file);
  if (text === undefined) return undefined;
  try {
    return objectOf(JSON.parse(text));
  } catch (error) {
    throw new UserError(`${file}: not JSON: ${(error as Error).message}`);
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
