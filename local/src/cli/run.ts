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
import { hasPerson } from './terminal';
import { webhookAddress } from '../web/webhook/webhook';

interface RunOptions {
  readonly app: string;
  readonly pipeline?: string;
  readonly source?: string;
  readonly state?: string;
  readonly once?: true;
  readonly approve?: string;
  readonly load?: string;
  readonly port?: string;
  readonly stores?: string;
  readonly allowTrafficTimeout: string;
  readonly shortenWaits: string;
  readonly https?: true;
  readonly webhook?: string;
  readonly verbose?: true;
  readonly json?: true;
}

const HIGHEST_PORT = 65_535;
const HIGHEST_RATE = 500;
const LONGEST_WAIT_SECONDS = 3_600;
const MOST_TIMES_SHORTER = 10_000;
const EXAMPLES = [
  { line: 'gostyle run', does: 'releases the current commit and every later one; approve on the console page' },
  { line: 'gostyle run --app infrastructure --load 50', does: 'with the CDK app in a folder, and 50 requests per second to count dropped ones' },
  { line: 'gostyle run --once --approve staging --json', does: 'for scripts: one execution, one JSON event per line; production waits for approval' },
];

export function command(): Command {
  return withExamples(new Command('run'), EXAMPLES)
    .description('Runs the pipeline of a CDK app on this machine: builds the current commit of the repository, '
      + 'and deploys it to every environment without a dropped request. '
      + 'Then waits for the next commit, until you press Ctrl-C.')
    .option('--app <dir>', 'the CDK app, a folder with a cdk.json', '.')
    .option('--pipeline <name>', 'the pipeline to run, if the app has several; its state is in .gostyle-<name>')
    .option('--source <dir>', 'the repository that the pipeline builds (default: the repository of the current folder)')
    .option('--state <dir>', 'the directory for state that is kept between runs (default: .gostyle in the folder of the app)')
    .option('--once', 'exit after the current commit')
    .option('--approve <names>', 'approve these environments automatically: `all`, or names separated by commas')
    .option('--load <rps>', `send this many requests per second to each environment during its deployment (at most ${HIGHEST_RATE})`)
    .option('--port <n>', 'port of the console page (default: 7070, or the next free one)')
    .option('--stores <file>', 'JSON with the values of secrets: '
      + '{"secrets-manager":{"name":"value"},"parameter-store":{"/name":"value"}}; read whenever something starts')
    .option('--allow-traffic-timeout <seconds>',
      'how long an instance may take to become healthy behind the load balancer; CodeDeploy\'s limit is 3600', '120')
    .option('--shorten-waits <times>', 'divide the template\'s bake times and traffic shifting intervals by this', '1')
    .option('--https', 'serve HTTPS where the template does, with a certificate for this run: certificate.pem in the state directory')
    .option('--webhook <url>', 'send what the pipeline would publish to its SNS topic to a webhook: approvals, failures, releases, alarms')
    .option('--verbose', 'print every message')
    .option('--json', 'print one JSON event per line on stdout, the last one a summary')
    .action(async (options: RunOptions) => {
      const status = await run(options);
      // A success must not hide an error of the runner itself, for which the last resort has set it.
      if (status !== 0) process.exitCode = status;
    });
}

async function run(options: RunOptions): Promise<number> {
  const program = realpathSync(process.argv[1]);
  const app = resolve(options.app);
  const stateDirectory = stateDirectoryOf(options);
  const { stores } = options;
  // Read now to report errors early; later reads happen whenever something starts.
  if (stores !== undefined) await readStores(stores);
  const webhook = options.webhook === undefined ? undefined : webhookAddress(options.webhook);
  const prompt = hasPerson() ? new SecretPrompt() : undefined;
  const engine = await openEngine({
    appDirectory: app,
    pipelineName: options.pipeline,
    sourceDirectory: resolve(options.source ?? '.'),
    stateDirectory,
    program,
    approvals: approvalPolicy(options.approve),
    allowTrafficTimeoutSeconds: wholeNumber('--allow-traffic-timeout', options.allowTrafficTimeout, 1, LONGEST_WAIT_SECONDS),
    shortened: wholeNumber('--shorten-waits', options.shortenWaits, 1, MOST_TIMES_SHORTER),
    https: options.https === true,
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
    ...(webhook && { webhook }),
    ...(options.port !== undefined && { port: wholeNumber('--port', options.port, 0, HIGHEST_PORT) }),
    ...(options.json && { printJson }),
  });
}

function approvalPolicy(names: string | undefined): ApprovalPolicy {
  if (names === undefined) return 'ask';
  const wanted = names.split(',').map((name) => name.trim()).filter(Boolean);
  return wanted.includes('all') ? 'all' : new Set(wanted);
}
