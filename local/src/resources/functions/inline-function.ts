import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { at, entriesOf, numberAt, stringAt, type Json } from '../../assembly/json';
import { messageOf } from '../../messages/message-of';
import type { ResolvedStack } from '../../stack';
import { Stalls } from '../../system/stalls';

/** A Lambda function whose code is in the template. */
export interface InlineFunction {
  readonly logicalId: string;
  readonly code: string;
  /** Name of the export. */
  readonly handler: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

export interface InlineResult {
  /** The returned value; absent if the function failed or returned nothing. */
  readonly value?: Json;
  readonly failed: boolean;
  readonly lastLines: readonly string[];
}

/** Answers commands of AWS SDK clients by name, such as `Invoke`. */
export type AnswerCommand = (name: string, input: Readonly<Record<string, unknown>>) => Promise<object>;

/** Runs the code with a stand-in for the AWS SDK: clients whose commands the runner answers. */
const PROGRAM = `
const Module = require('node:module');
const load = Module._load;
let last = 0;
const waiting = new Map();
const call = (name, input, abortSignal) => new Promise((resolve, reject) => {
  const abort = () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
  if (abortSignal?.aborted) return abort();
  last += 1;
  waiting.set(last, { resolve, reject });
  process.send({ call: last, name, input });
  abortSignal?.addEventListener('abort', abort);
});
process.send({ phase: 'init' });
process.on('message', ({ call: id, answer, error }) => {
  const { resolve, reject } = waiting.get(id);
  waiting.delete(id);
  if (error) return reject(new Error(error));
  if (answer.Payload !== undefined) answer.Payload = Buffer.from(answer.Payload, 'utf8');
  resolve(answer);
});
const sdk = new Proxy({}, { get: (_target, name) => String(name).endsWith('Command')
  ? class { constructor(input) { this.name = String(name).replace(/Command$/, ''); this.input = input; } }
  : class { send(command, options) { return call(command.name, command.input, options?.abortSignal); } } });
Module._load = (request, ...rest) => request.startsWith('@aws-sdk/') ? sdk : load(request, ...rest);
const module_ = new Module('index');
module_.paths = [];
module_._compile(process.env.GOSTYLE_CODE, '/var/task/index.js');
const { GOSTYLE_HANDLER: handler, GOSTYLE_EVENT: event, GOSTYLE_CONTEXT } = process.env;
const { timeoutSeconds, ...context } = JSON.parse(GOSTYLE_CONTEXT);
process.send({ phase: 'invoke' });
const until = performance.now() + timeoutSeconds * 1000;
context.getRemainingTimeInMillis = () => Math.max(0, Math.round(until - performance.now()));
for (const name of ['GOSTYLE_CODE', 'GOSTYLE_HANDLER', 'GOSTYLE_EVENT', 'GOSTYLE_CONTEXT']) delete process.env[name];
Promise.resolve(module_.exports[handler](JSON.parse(event), context)).then(
  (value) => process.send({ returned: value ?? null }, () => process.disconnect()),
  (error) => { console.log(error.stack); process.exit(1); },
);
`;
const LAST_LINES = 20;
/** Lambda's limit for the init phase. After it, Lambda loads the code again within the timeout of the invocation. */
const INIT_SECONDS = 10;

type ChildMessage =
  | { readonly phase: 'init' | 'invoke' }
  | { readonly call: number; readonly name: string; readonly input: Readonly<Record<string, unknown>> }
  | { readonly returned: Json };

/** Only JavaScript functions with inline code in the template can run. */
export function readInlineFunction(stack: ResolvedStack, arn: string | undefined): InlineFunction | undefined {
  const found = Object.values(stack.resources).find(({ type, physicalId }) => type === 'AWS::Lambda::Function' && arn?.endsWith(`:${physicalId}`));
  const code = stringAt(found?.properties, 'Code', 'ZipFile');
  if (!found || code === undefined || !stringAt(found.properties, 'Runtime')?.startsWith('nodejs')) return undefined;
  return {
    logicalId: found.logicalId,
    code,
    handler: (stringAt(found.properties, 'Handler') ?? 'index.handler').split('.')[1],
    variables: Object.fromEntries(entriesOf(at(found.properties, 'Environment', 'Variables')).map(([name, each]) => [name, String(each)])),
    timeoutSeconds: numberAt(found.properties, 'Timeout') ?? 3,
  };
}

/** Runs the function in its own process until it returns, times out or is aborted. */
export function runInlineFunction(
  { logicalId, code, handler, variables, timeoutSeconds }: InlineFunction, event: Json, answer: AnswerCommand, signal: AbortSignal,
): Promise<InlineResult> {
  return new Promise((resolve) => {
    const lastLines: string[] = [];
    let returned: { readonly value: Json } | undefined;
    const child = spawn(process.execPath, ['-e', PROGRAM], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      cwd: '/',
      env: {
        ...variables,
        PATH: process.env.PATH,
        GOSTYLE_CODE: code,
        GOSTYLE_HANDLER: handler,
        GOSTYLE_EVENT: JSON.stringify(event),
        GOSTYLE_CONTEXT: JSON.stringify({ functionName: logicalId, awsRequestId: randomUUID(), timeoutSeconds }),
      },
    });
    const stalls = new Stalls();
    let cancelTimeout = (): void => undefined;
    const limit = (seconds: number, what: string) => {
      cancelTimeout();
      cancelTimeout = stalls.after(seconds * 1000, () => {
        lastLines.push(`${what} timed out after ${seconds} seconds`);
        child.kill('SIGKILL');
      });
    };
    const stop = () => child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => lastLines.push(...chunk.toString('utf8').split('\n').filter(Boolean)));
    }
    child.on('message', (message: ChildMessage) => {
      // The start of Node.js, which takes long on a busy machine, has no limit.
      if ('phase' in message) {
        if (message.phase === 'init') limit(Math.max(INIT_SECONDS, timeoutSeconds), 'Init');
        else limit(timeoutSeconds, 'Task');
        return;
      }
      if ('returned' in message) {
        returned = { value: message.returned };
        return;
      }
      const reply = (text: object) => { if (child.connected) child.send({ call: message.call, ...text }); };
      answer(message.name, message.input).then((given) => reply({ answer: given }), (error: unknown) => reply({ error: messageOf(error) }));
    });
    child.on('error', (error) => lastLines.push(error.message));
    child.on('close', () => {
      cancelTimeout();
      stalls.close();
      signal.removeEventListener('abort', stop);
      resolve({ ...returned, failed: returned === undefined, lastLines: lastLines.slice(-LAST_LINES) });
    });
  });
}
