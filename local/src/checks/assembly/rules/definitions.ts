import { at, entriesOf, isObject, listAt, stringAt, type Json } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { type ResourceProblem, resourceRule, type Rule } from '../rule';
import { similarTo } from '../similar';
import type { Node } from '../template-graph';

const STATE_MACHINE = 'AWS::StepFunctions::StateMachine';
const TERMINAL = ['Choice', 'Succeed', 'Fail'];

/** Documents inside a template, which are plain strings to the schema but are parsed by a service. */
export const DEFINITION_RULES: readonly Rule[] = [
  resourceRule('states.definition', STATE_MACHINE, stateMachine),
  resourceRule('cloudwatch.dashboard', 'AWS::CloudWatch::Dashboard', dashboard),
];

function* stateMachine({ properties }: Node): Iterable<ResourceProblem> {
  if (properties.Definition === undefined && properties.DefinitionString === undefined) return;
  const path = properties.Definition === undefined ? 'Properties.DefinitionString' : 'Properties.Definition';
  const definition = properties.Definition ?? parsed(properties.DefinitionString);
  if (definition === undefined) {
    yield { path, message: 'must be JSON', value: textOf(properties.DefinitionString), fix: 'correct it' };
  } else if (isObject(definition)) {
    for (const problem of machineProblems(definition)) yield { path, ...problem };
  }
}

/** Also covers the branches of `Parallel` and the processor of `Map`, which are state machines themselves. */
function* machineProblems(machine: Json): Iterable<ResourceProblem> {
  const states = entriesOf(at(machine, 'States'));
  const names = states.map(([name]) => name);
  if (states.length === 0) {
    yield { message: 'a state machine must have States', fix: 'add a state' };
    return;
  }
  yield* unknownTarget('StartAt', stringAt(machine, 'StartAt') ?? '', names);
  for (const [name, state] of states) {
    for (const target of targetsOf(state)) yield* unknownTarget(`${name}: Next`, target, names);
    const type = stringAt(state, 'Type') ?? '';
    if (!TERMINAL.includes(type) && at(state, 'Next') === undefined && at(state, 'End') === undefined) {
      yield { message: `${name}: a state must have Next or End`, value: type, fix: 'add "End": true, or the next state' };
    }
    const inner = [...listAt(state, 'Branches'), at(state, 'ItemProcessor'), at(state, 'Iterator')];
    for (const machineWithin of inner.filter(isObject)) yield* machineProblems(machineWithin);
  }
}

function targetsOf(state: Json): string[] {
  const places = [state, ...listAt(state, 'Choices'), ...listAt(state, 'Catch')];
  return [...places.map((place) => stringAt(place, 'Next')), stringAt(state, 'Default')].flatMap((target) => target ?? []);
}

function* unknownTarget(what: string, target: string, names: readonly string[]): Iterable<ResourceProblem> {
  if (names.includes(target) || target.includes('${')) return;
  const meant = similarTo(target, names) ?? `one of ${names.join(', ')}`;
  yield { message: `${what} must be a state of the same machine`, value: target, fix: `write ${meant}` };
}

function* dashboard({ properties: { DashboardBody: body } }: Node): Iterable<ResourceProblem> {
  if (body === undefined || parsed(body) !== undefined) return;
  yield { path: 'Properties.DashboardBody', message: 'must be JSON', value: textOf(body), fix: 'correct it' };
}

/** Undefined if it is certainly not JSON; null if part of the value is not known yet. */
function parsed(value: Json | undefined): Json | undefined {
  const text = textOf(value);
  try {
    return JSON.parse(text) as Json;
  } catch {
    return /\$\{|"Fn::/.test(text) ? null : undefined;
  }
}
