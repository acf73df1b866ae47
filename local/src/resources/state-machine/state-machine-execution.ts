import { setTimeout as delay } from 'node:timers/promises';
import type { State, StateMachineDefinition } from './states-language';
import { isList, isObject, type Json, type JsonObject } from '../../assembly/json';
import { deadline } from '../../system/deadline';
import { ServiceFailure } from '../shape/service-call';

/** Calls an AWS API; resolves with the response or rejects with `ServiceFailure`. The signal ends its waits. */
export type CallService = (call: string, request: JsonObject, signal: AbortSignal) => Promise<Json>;

export interface StateMachineRun {
  readonly definition: StateMachineDefinition;
  readonly input: Json;
  readonly call: CallService;
  readonly signal: AbortSignal;
  readonly onState?: (name: string) => void;
}

/**
 * Here, most of what is waited for happens at once. What takes long, such as the boots of hosts on a busy machine, is looked at in longer and
 * longer intervals, up to the definition's: looks that a definition counts must not run out long before they would on AWS.
 */
const SHORTEST_WAIT_SECONDS = 1;
const WAIT_PER_ELAPSED = 1 / 10;

/** For definitions without a limit, which Step Functions runs for up to a year. */
const LONGEST_RUN_SECONDS = 3_600;

/** Runs a definition as Step Functions does. Rejects with `ServiceFailure`, or with the signal's reason. */
export async function runStateMachine(run: StateMachineRun): Promise<Json> {
  const { definition: { startAt, states, timeoutSeconds: seconds = LONGEST_RUN_SECONDS } } = run;
  const startedAt = performance.now();
  const timeout = deadline(seconds * 1000);
  const signal = AbortSignal.any([run.signal, timeout]);
  const variables: Record<string, Json> = {};
  let input = run.input;
  try {
    for (let name: string | undefined = startAt; name !== undefined;) {
      signal.throwIfAborted();
      run.onState?.(name);
      const step: Step = await runState(states[name], { input, variables, call: run.call, signal, startedAt }, run.input);
      Object.assign(variables, step.assign);
      ({ output: input, next: name } = step);
    }
  } catch (error) {
    run.signal.throwIfAborted();
    throw timeout.aborted ? new ServiceFailure('States.Timeout', `it did not end within ${seconds} s`) : error;
  }
  return input;
}

interface StateContext {
  readonly input: Json;
  readonly variables: Readonly<Record<string, Json>>;
  readonly call: CallService;
  readonly signal: AbortSignal;
  /** When the execution began. */
  readonly startedAt: number;
}

interface Step {
  readonly output: Json;
  readonly assign: JsonObject;
  readonly next: string | undefined;
}

async function runState(state: State, context: StateContext, executionInput: Json): Promise<Step> {
  const { input, variables, call, signal, startedAt } = context;
  const states: JsonObject = { input, context: { Execution: { Input: executionInput } } };
  const value = (template: Json, more: JsonObject = {}): Promise<Json> => evaluated(template, { ...variables, states: { ...states, ...more } });
  const step = async ({ assign, output }: Pick<State, 'assign' | 'output'>, next: string | undefined, more: JsonObject = {}): Promise<Step> => ({
    // All expressions see the variables as they were before the assignment.
    assign: await value(assign, more) as JsonObject,
    output: output === undefined ? more.result ?? input : await value(output, more),
    next,
  });
  switch (state.type) {
    case 'Task': {
      const request = await value(state.arguments ?? {});
      if (!isObject(request)) throw new ServiceFailure('States.Runtime', '`Arguments` of a call must be an object');
      return step(state, state.next, { result: await call(state.call ?? '', request, signal) });
    }
    case 'Choice': {
      for (const choice of state.choices) if (await value(choice.condition) === true) return step(choice, choice.next);
      if (state.default === undefined) throw new ServiceFailure('States.NoChoiceMatched', 'no choice matches and there is no default state');
      return step(state, state.default);
    }
    case 'Wait':
      await delay(shortened(Number(await value(state.seconds ?? 0)) * 1000, performance.now() - startedAt), undefined, { signal });
      return step(state, state.next);
    case 'Fail':
      throw new ServiceFailure(String(await value(state.error ?? 'States.Failed')), String(await value(state.cause ?? '')));
    default:
      return step(state, state.next);
  }
}

function shortened(waitMs: number, elapsedMs: number): number {
  return Math.min(waitMs, Math.max(SHORTEST_WAIT_SECONDS * 1000, elapsedMs * WAIT_PER_ELAPSED));
}

const EXPRESSION = /^\{%(.*)%\}$/s;

async function evaluated(template: Json, bindings: JsonObject): Promise<Json> {
  if (isList(template)) return Promise.all(template.map((item) => evaluated(item, bindings)));
  if (isObject(template)) {
    const entries = Object.entries(template).map(async ([key, item]) => [key, await evaluated(item ?? null, bindings)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }
  const expression = typeof template === 'string' ? EXPRESSION.exec(template)?.[1] : undefined;
  return expression === undefined ? template : evaluatedExpression(expression, bindings);
}

async function evaluatedExpression(expression: string, bindings: JsonObject): Promise<Json> {
  // Loaded on demand, because most runs have no state machine.
  const { default: jsonata } = await import('jsonata');
  try {
    const result: unknown = await jsonata(expression).evaluate(undefined, bindings);
    // JSONata marks its lists with extra properties.
    if (result !== undefined) return JSON.parse(JSON.stringify(result)) as Json;
  } catch (error) {
    throw new ServiceFailure('States.QueryEvaluationError', `${expression.trim()}: ${(error as Error).message}`);
  }
  throw new ServiceFailure('States.QueryEvaluationError', `${expression.trim()} has no value`);
}
