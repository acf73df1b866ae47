import { spawn } from 'node:child_process';
import type { Answer, Invocation } from './execution-environment';
import type { HookSettings } from './function-settings';

/** What the hook's own code is given in place of the AWS SDK: clients whose commands are answered by the runner. */
const PROGRAM = `
const Module = require('node:module');
const load = Module._load;
let last = 0;
const waiting = new Map();
const call = (name, input) => new Promise((resolve, reject) => {
  last += 1;
  waiting.set(last, { resolve, reject });
  process.send({ call: last, name, input });
});
process.on('message', ({ call: id, answer, error }) => {
  const { resolve, reject } = waiting.get(id);
  waiting.delete(id);
  if (error) return reject(new Error(error));
  if (answer.Payload !== undefined) answer.Payload = Buffer.from(answer.Payload, 'utf8');
  resolve(answer);
});
const sdk = new Proxy({}, { get: (_target, name) => String(name).endsWith('Command')
  ? class { constructor(input) { this.name = String(name).replace(/Command$/, ''); this.input = input; } }
  : class { send(command) { return call(command.name, command.input); } } });
Module._load = (request, ...rest) => request.startsWith('@aws-sdk/') ? sdk : load(request, ...rest);
const module_ = new Module('index');
module_.paths = [];
module_._compile(process.env.GOSTYLE_CODE, '/var/task/index.js');
const { GOSTYLE_HANDLER: handler } = process.env;
delete process.env.GOSTYLE_CODE;
const event = { DeploymentId: process.env.GOSTYLE_DEPLOYMENT, LifecycleEventHookExecutionId: 'local' };
module_.exports[handler](event).then(() => process.disconnect(), (error) => { console.log(error.stack); process.exit(1); });
`;

interface Call {
  readonly call: number;
  readonly name: string;
  readonly input: { readonly Payload?: string; readonly status?: string };
}

export interface HookResult {
  readonly status: string;
  readonly lastLines: readonly string[];
}

/** Runs a hook's code of the template. `Succeeded` only where it said so. */
export function runHook(
  hook: HookSettings, deploymentId: string, invoke: (invocation: Invocation) => Promise<Answer>, signal: AbortSignal,
): Promise<HookResult> {
  return new Promise((resolve) => {
    const lastLines: string[] = [];
    let status = 'Failed';
    const child = spawn(process.execPath, ['-e', PROGRAM], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      cwd: '/',
      env: {
        ...hook.variables, PATH: process.env.PATH, GOSTYLE_CODE: hook.code, GOSTYLE_HANDLER: hook.handler, GOSTYLE_DEPLOYMENT: deploymentId,
      },
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), hook.timeoutSeconds * 1000);
    const stop = () => child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => lastLines.push(...chunk.toString('utf8').split('\n').filter(Boolean)));
    }
    child.on('message', ({ call, name, input }: Call) => {
      const reply = (answer: object) => { if (child.connected) child.send({ call, ...answer }); };
      if (name === 'PutLifecycleEventHookExecutionStatus') {
        status = input.status ?? 'Failed';
        reply({ answer: {} });
      } else if (name === 'Invoke') {
        asInvocation(input.Payload, invoke).then((answer) => reply({ answer }), (error: Error) => reply({ error: error.message }));
      } else {
        reply({ error: `${name} is not answered on this machine` });
      }
    });
    child.on('error', (error) => lastLines.push(error.message));
    child.on('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve({ status, lastLines: lastLines.slice(-20) });
    });
  });
}

/** The event of a load balancer, as the Web Adapter turns it into a request. */
async function asInvocation(payload: string | undefined, invoke: (invocation: Invocation) => Promise<Answer>): Promise<object> {
  const { httpMethod = 'GET', path = '/', multiValueHeaders = {}, body = '' } = JSON.parse(payload ?? '{}') as {
    httpMethod?: string; path?: string; multiValueHeaders?: Record<string, string[]>; body?: string;
  };
  const headers = Object.entries(multiValueHeaders).flatMap(([name, values]) => values.flatMap((value) => [name, value]));
  try {
    const { status, body: answer } = await invoke({ method: httpMethod, path, headers, body: Buffer.from(body) });
    return { Payload: JSON.stringify({ statusCode: status, body: answer.toString('utf8') }) };
  } catch (error) {
    return { FunctionError: 'Unhandled', Payload: JSON.stringify({ errorMessage: (error as Error).message }) };
  }
}
