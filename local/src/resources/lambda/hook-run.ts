import type { Answer, Invocation } from './execution-environment';
import { runInlineFunction, type InlineFunction } from '../functions/inline-function';

export interface HookResult {
  readonly status: string;
  readonly lastLines: readonly string[];
}

/** Runs a hook as CodeDeploy does. Returns `Succeeded` only if the hook reported it. */
export async function runHook(
  hook: InlineFunction, deploymentId: string, invoke: (invocation: Invocation) => Promise<Answer>, signal: AbortSignal,
): Promise<HookResult> {
  let status = 'Failed';
  const event = { DeploymentId: deploymentId, LifecycleEventHookExecutionId: 'local' };
  const { lastLines } = await runInlineFunction(hook, event, async (name, input) => {
    if (name === 'Invoke') return asInvocation(input.Payload as string | undefined, invoke);
    if (name !== 'PutLifecycleEventHookExecutionStatus') throw new Error(`${name} is not available on this machine`);
    status = String(input.status);
    return {};
  }, signal);
  return { status, lastLines };
}

/** Turns a load balancer event into a request, as the Lambda Web Adapter does. */
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
