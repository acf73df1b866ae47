import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';

export type Handler = (event: object, context?: object) => Promise<void>;

/** Responses of a service, by the name of the command: a value, or a function of the command's input. */
export type Answers = Record<string, (input: Record<string, unknown>) => unknown>;

export interface FakeLambda {
  readonly handler: Handler;
  readonly sent: { readonly command: string; readonly input: Record<string, unknown>; readonly config: unknown }[];
  readonly printed: string[];
}

/** Loads inline code from its text, as Lambda does, with AWS clients that return prepared responses. */
export function fakeLambda(code: string, answers: Answers, env: Record<string, string> = {}, globals: Record<string, unknown> = {}): FakeLambda {
  const sent: FakeLambda['sent'] = [];
  const printed: string[] = [];
  const client = new Proxy({}, { get: (_target, name: string) => name.endsWith('Client') ? clientClass(answers, sent) : commandClass(name) });
  const handler = loadInlineCode(code, client, {
    process: { env }, console: { log: (text: string) => printed.push(text) }, ...globals,
  });
  return { handler, sent, printed };
}

/** The handler of inline code. `client` replaces every AWS client, and `globals` the global variables. */
export function loadInlineCode(code: string, client: object, globals: Record<string, unknown>): Handler {
  const requireInside = (name: string): unknown => name.startsWith('@aws-sdk/') ? client : createRequire(__filename)(name);
  const module = { exports: {} as { handler: Handler } };
  const surroundings = { module, exports: module.exports, require: requireInside, ...globals };
  const run = compileFunction(code, Object.keys(surroundings)) as (...values: unknown[]) => void;
  run(...Object.values(surroundings));
  return module.exports.handler;
}

function commandClass(name: string): object {
  return class { readonly command = name.replace(/Command$/, ''); constructor(readonly input: Record<string, unknown>) {} };
}

function clientClass(answers: Answers, sent: FakeLambda['sent']): object {
  return class {
    constructor(readonly config: unknown) {}

    async send(request: { command: string; input: Record<string, unknown> }, { abortSignal }: { abortSignal?: AbortSignal } = {}): Promise<unknown> {
      sent.push({ command: request.command, input: request.input, config: this.config });
      const answer = answers[request.command];
      if (!answer) throw new Error(`unexpected command ${request.command}`);
      const aborted = new Promise((_resolve, reject) => abortSignal?.addEventListener('abort', () => reject(new Error('Request aborted'))));
      return Promise.race([answer(request.input), aborted]);
    }
  };
}
