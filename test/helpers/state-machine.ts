import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonata from 'jsonata';

type Json = unknown;
type Variables = Record<string, Json>;

interface State {
  readonly Type: 'Task' | 'Choice' | 'Wait' | 'Succeed';
  readonly Resource?: string;
  readonly Arguments?: Json;
  readonly Assign?: Variables;
  readonly Choices?: { readonly Condition: string; readonly Next: string }[];
  readonly Default?: string;
  readonly Next?: string;
}

interface Definition { readonly StartAt: string; readonly States: Record<string, State> }

/** Responses of a task, by the name of its action. */
export type Services = Record<string, (request: Json) => Json>;

/** Runs a definition of `provisioning/state-machines` as Step Functions does, as far as the definitions need. Waits take no time. */
export async function run(name: string, substitutions: Record<string, string>, services: Services, input: Json = {}): Promise<string[]> {
  const text = readFileSync(join(__dirname, '..', '..', 'provisioning', 'state-machines', `${name}.asl.json`), 'utf8');
  const definition = JSON.parse(text.replace(/\$\{(\w+)\}/g, (_match, variable: string) => substitutions[variable])) as Definition;
  const visited: string[] = [];
  const variables: Variables = {};
  for (let current: string | undefined = definition.StartAt; current !== undefined;) {
    if (visited.length > 500) throw new Error(`does not end: ${visited.slice(0, 10).join(', ')}`);
    visited.push(current);
    const state: State = definition.States[current];
    const argument = await evaluated(state.Arguments ?? {}, variables, { input });
    const result = state.Type === 'Task' ? services[state.Resource!.split(':').at(-1)!](argument) : undefined;
    Object.assign(variables, await evaluated(state.Assign ?? {}, variables, { input, result }));
    current = state.Type === 'Choice' ? await choice(state, variables) : state.Next;
  }
  return visited;
}

async function choice({ Choices = [], Default }: State, variables: Variables): Promise<string | undefined> {
  for (const { Condition, Next } of Choices) if (await evaluated(Condition, variables, {})) return Next;
  return Default;
}

async function evaluated(value: Json, variables: Variables, states: Variables): Promise<Json> {
  if (typeof value === 'string') {
    const expression = /^\{%(.*)%\}$/s.exec(value);
    return expression ? jsonata(expression[1]).evaluate(undefined, { ...variables, states }) as Promise<Json> : value;
  }
  if (Array.isArray(value)) return Promise.all(value.map((item) => evaluated(item, variables, states)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(async ([key, item]) => [key, await evaluated(item, variables, states)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
