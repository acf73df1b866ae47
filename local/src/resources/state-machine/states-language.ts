import { at, entriesOf, isList, isObject, listAt, objectAt, stringAt, type Json, type JsonObject } from '../../assembly/json';

/** The supported subset of the Amazon States Language: tasks that call AWS services, choices and waits, with JSONata. */
export interface StateMachineDefinition {
  readonly startAt: string;
  readonly states: Readonly<Record<string, State>>;
  readonly timeoutSeconds?: number;
}

export interface State {
  readonly type: StateType;
  /** Only for tasks, such as `autoscaling:describeAutoScalingGroups`. */
  readonly call?: string;
  readonly arguments?: Json;
  readonly assign: JsonObject;
  readonly output?: Json;
  readonly seconds?: Json;
  readonly choices: readonly { readonly condition: Json; readonly next: string; readonly assign: JsonObject; readonly output?: Json }[];
  readonly default?: string;
  readonly error?: Json;
  readonly cause?: Json;
  /** Absent in states that end the execution. */
  readonly next?: string;
}

const TYPES = ['Task', 'Choice', 'Wait', 'Pass', 'Succeed', 'Fail'] as const;
type StateType = (typeof TYPES)[number];

const COMMON = ['Type', 'Comment', 'QueryLanguage', 'Assign', 'Output', 'Next', 'End'];
/** Supported fields by state type; any other field is rejected, because it would change the meaning. */
const FIELDS: Readonly<Record<StateType, readonly string[]>> = {
  Task: [...COMMON, 'Resource', 'Arguments'],
  Choice: [...COMMON, 'Choices', 'Default'],
  Wait: [...COMMON, 'Seconds'],
  Pass: COMMON,
  Succeed: COMMON,
  Fail: [...COMMON, 'Error', 'Cause'],
};

/** `arn:aws:states:::aws-sdk:autoscaling:updateAutoScalingGroup` */
const SDK_CALL = /^arn:[^:]+:states:::aws-sdk:(\w+:\w+)$/;

export class NotRunHere extends Error {
  override readonly name = 'NotRunHere';
}

/** Throws `NotRunHere`, naming the unsupported part of the definition. */
export function parseDefinition(text: string): StateMachineDefinition {
  const document = jsonObject(text);
  const timeoutSeconds = document.TimeoutSeconds;
  const states = Object.fromEntries(entriesOf(document.States).map(([name, state]) => [name, parseState(name, state, document)]));
  const startAt = stringAt(document, 'StartAt') ?? '';
  const targets = Object.values(states).flatMap((state) => [state.next, state.default, ...state.choices.map(({ next }) => next)]);
  const missing = [startAt, ...targets].find((name) => name !== undefined && !Object.hasOwn(states, name));
  if (missing !== undefined) throw new NotRunHere(`it has no state ${JSON.stringify(missing)}`);
  return { startAt, states, ...(typeof timeoutSeconds === 'number' && { timeoutSeconds }) };
}

function jsonObject(text: string): JsonObject {
  try {
    const document: unknown = JSON.parse(text);
    if (isObject(document)) return document;
  } catch (error) {
    throw new NotRunHere(`its definition is not JSON: ${(error as Error).message}`);
  }
  throw new NotRunHere('its definition is not a JSON object');
}

function parseState(name: string, state: Json, document: JsonObject): State {
  const type = TYPES.find((each) => each === at(state, 'Type'));
  if (type === undefined) {
    throw new NotRunHere(`state ${name}: type ${stringAt(state, 'Type') ?? '(none)'} is not supported locally; ${TYPES.join(', ')} are`);
  }
  if ((at(state, 'QueryLanguage') ?? document.QueryLanguage) !== 'JSONata') {
    throw new NotRunHere(`state ${name}: \`QueryLanguage\` must be JSONata to run locally`);
  }
  const unknown = entriesOf(state).find(([field]) => !FIELDS[type].includes(field));
  if (unknown !== undefined) throw new NotRunHere(`state ${name}: field ${unknown[0]} of a ${type} state is not supported locally`);
  return {
    type,
    ...(type === 'Task' && { call: callOf(name, stringAt(state, 'Resource') ?? '') }),
    arguments: at(state, 'Arguments'),
    assign: objectAt(state, 'Assign') ?? {},
    output: at(state, 'Output'),
    seconds: at(state, 'Seconds'),
    error: at(state, 'Error'),
    cause: at(state, 'Cause'),
    choices: listAt(state, 'Choices').map((choice) => ({
      condition: at(choice, 'Condition') ?? false,
      next: stringAt(choice, 'Next') ?? '',
      assign: objectAt(choice, 'Assign') ?? {},
      output: at(choice, 'Output'),
    })),
    default: stringAt(state, 'Default'),
    next: stringAt(state, 'Next'),
  };
}

function callOf(name: string, resource: string): string {
  const call = SDK_CALL.exec(resource)?.[1];
  if (call === undefined) throw new NotRunHere(`state ${name}: only calls of AWS services (aws-sdk) are supported locally, got: ${resource}`);
  return call;
}

/** Replaces placeholders in a definition, as `DefinitionSubstitutions` does. */
export function substituted(text: string, substitutions: Json | undefined): string {
  return entriesOf(substitutions).reduce(
    (result, [name, value]) => result.replaceAll(`\${${name}}`, isList(value) || isObject(value) ? JSON.stringify(value) : String(value)),
    text,
  );
}
