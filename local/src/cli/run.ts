import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { withExamples } from './help';
import { printJson } from './json';
import { wholeNumber } from './options';
import { openEngine, type ApprovalPolicy } from '../engine';
import { runUntilDone } from './run-view/run-until-done';
import { SecretPrompt } from './run-view/secret-prompt';
import { stateDirectoryOf } from './state-directory-option';
import { readStores } from './stores-file';

interface RunOptions {
  readonly app: string;
  readonly source?: string;
  readonly state?: string;
  readonly once?: true;
  readonly approve?: string;
  readonly load?: string;
  readonly port?: string;
  readonly stores?: string;
  readonly allowTrafficTimeout: string;
  readonly shortenWaits: string;
  readonly verbose?: true;
  readonly json?: true;
}

const HIGHEST_PORT = 65_535;
const HIGHEST_RATE = 500;
const LONGEST_WAIT_SECONDS = 3_600;
const MOST_TIMES_SHORTER = 10_000;
const EXAMPLES = [
  { line: 'gostyle run', does: 'the current commit and every one after it; approve on the console page' },
  { line: 'gostyle run --app infrastructure --load 50', does: 'the CDK app is in a folder; 50 requests a second show what is dropped' },
  { line: 'gostyle run --once --approve staging --json', does: 'for scripts: one execution, one JSON event a line, production is asked for' },
];

export function command(): Command {
  return withExamples(new Command('run'), EXAMPLES)
    .description('Runs the pipeline of a CDK app on this machine: builds the current commit of the repository, '
      + 'and deploys it to every environment without a dropped request. '
      + 'Then waits for the next commit, until Ctrl-C.')
    .option('--app <dir>', 'the CDK app, a folder with a cdk.json', '.')
    .option('--source <dir>', 'the repository that the pipeline builds (default: the repository of the current folder)')
    .option('--state <dir>', 'what is kept between runs (default: .gostyle in the folder of the app)')
    .option('--once', 'end after the current commit')
    .option('--approve <names>', '`all`, or names of environments, with commas between them, that need no approval')
    .option('--load <rps>', `requests a second to each environment, from before its deployment until after it, ${HIGHEST_RATE} at most`)
    .option('--port <n>', 'of the console page (default: 7070, or the next free one)')
    .option('--stores <file>', 'JSON with the values of secrets: '
      + '{"secrets-manager":{"name":"value"},"parameter-store":{"/name":"value"}}; read again when something starts')
    .option('--allow-traffic-timeout <seconds>',
      'how long an instance may take to become healthy behind the load balancer; CodeDeploy waits for 3600', '120')
    .option('--shorten-waits <times>', 'how many times shorter bake times and the steps of traffic shifts are than the template says', '1')
    .option('--verbose', 'say everything')
    .option('--json', 'one JSON event a line on stdout, the last one a summary')
    .action(async (options: RunOptions) => {
      process.exitCode = await run(options);
    });
}

async function run(options: RunOptions): Promise<number> {
  const program = realpathSync(process.argv[1]);
  const app = resolve(options.app);
  const stateDirectory = stateDirectoryOf(options);
  const { stores } = options;
  // Said at once; what is in it is read again whenever something starts.
  if (stores !== undefined) await readStores(stores);
  const prompt = process.stdin.isTTY ? new SecretPrompt() : undefined;
  const engine = await openEngine({
    appDirectory: app,
    sourceDirectory: resolve(options.source ?? '.'),
    stateDirectory,
    program,
    approvals: approvalPolicy(options.approve),
    allowTrafficTimeoutSeconds: wholeNumber('--allow-traffic-timeout', options.allowTrafficTimeout, 1, LONGEST_WAIT_SECONDS),
    shortened: wholeNumber('--shorten-waits', options.shortenWaits, 1, MOST_TIMES_SHORTER),
    ...(options.load !== undefined && { loadRate: wholeNumber('--load', options.load, 1, HIGHEST_RATE) }),
    ...(stores !== undefined && { stores: () => readStores(stores) }),
    ...(prompt && { askSecret: prompt.ask }),
  });
  return runUntilDone(engine, {
    program,
    stateDirectory,
    once: options.once === true,
    ...(prompt && { secretPrompt: prompt }),
    verbose: options.verbose === true,
    ...(options.port !== undefined && { port: wholeNumber('--port', options.port, 0, HIGHEST_PORT) }),
    ...(options.json && { printJson }),
  });
}

function approvalPolicy(names: string | undefined): ApprovalPolicy {
  if (names === undefined) return 'ask';
  const wanted = names.split(',').map((name) => name.trim()).filter(Boolean);
  return wanted.includes('all') ? 'all' : new Set(wanted);
}
