import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { ownTrace } from '../../messages/traces/own-trace';
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

/** Enough for all findings of a synthesis and the stack trace below them. */
const KEPT_LINES = 500;

/** Messages of Node.js and Python which show that the app's packages are not installed. */
const MISSING_PACKAGE =
  /Cannot find (?:module|package) '(?:aws-cdk-lib|constructs|gostyle-web-pipeline)|No module named '?(?:aws_cdk|constructs|gostyle_web)/;

/** The AWS CDK CLI's default context; without it the templates would differ from those of `cdk synth`. */
const CLI_CONTEXT = {
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:version-reporting': true,
};

/** Output may still be in transit after the app has ended. */
const LAST_OUTPUT_MS = 2_000;

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
      if (code !== 0) throw new UserError(this.failure(code, ownTrace(lastLines)));
    } finally {
      await rm(overflow, { recursive: true, force: true });
    }
  }

  private failure(code: number | null, lines: readonly string[]): string {
    const text = [`\`${this.command}\` in ${this.directory} failed with exit status ${code}:`, ...lines];
    if (lines.some((line) => MISSING_PACKAGE.test(line))) text.push(`Install the packages of the CDK app in ${this.directory} first.`);
    return text.join('\n');
  }

  private run(variables: NodeJS.ProcessEnv, signal: AbortSignal, onLine: (line: string) => void): Promise<AppEnd> {
    return new Promise((resolve, reject) => {
      const env = { ...process.env, ...variables };
      const child = spawn(this.command, { cwd: this.directory, shell: true, signal, env, stdio: ['ignore', 'pipe', 'pipe'] });
      const lastLines: string[] = [];
      const hear = (line: string) => {
        lastLines.push(line);
        if (lastLines.length > KEPT_LINES) lastLines.shift();
        if (line.trim() !== '') onLine(line);
      };
      const outputs = [child.stdout, child.stderr].map((input) => readLines(input, hear));
      child.once('error', reject);
      child.once('exit', (code) => {
        void Promise.all(outputs.map((finished) => finished())).then(() => resolve({ code, lastLines }));
      });
    });
  }
}

/** Returns a function that waits for the last lines, but not for a build server that the app's own build has left running with its output. */
function readLines(input: Readable, hear: (line: string) => void): () => Promise<void> {
  const lines = createInterface({ input }).on('line', hear);
  const closed = once(lines, 'close');
  return async () => {
    await Promise.race([closed, delay(LAST_OUTPUT_MS, undefined, { ref: false })]);
    lines.close();
    // What it still writes is discarded, so that it need not wait; it does not keep this process from ending.
    input.resume();
    (input as Socket).unref();
  };
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
