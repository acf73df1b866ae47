import { Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { misuse } from '../core/misuse';

interface Registered {
  readonly name: string;
  readonly stack: Stack;
  readonly path: string;
}

/** At the root of the app, shared by all copies of this library in the app. */
const PIPELINES = Symbol.for('gostyle-web-pipeline.pipelines');
const ENVIRONMENTS = Symbol.for('gostyle-web-pipeline.environments');

/**
 * Rejects what synthesizes but conflicts: two pipelines that update the same stack, and two with the same names. Stacks without an
 * `env` count as being in one account and region.
 */
export function requireOnlyPipeline(scope: Construct, name: string): void {
  const stack = Stack.of(scope);
  const others = registered(scope, PIPELINES);
  for (const other of others) {
    if (other.stack === stack) {
      throw misuse('scope',
        `must be a stack of its own, because each pipeline updates the whole stack that it is in; \`${other.path}\` is in it already`,
        stack.node.path, `create another one: \`new Stack(app, '${name}Pipeline')\``);
    }
    if (other.name === name && samePlace(other.stack, stack)) {
      throw misuse('pipelineName', `must be different from that of \`${other.path}\`, because the stacks of environments are named after it`, name,
        'choose another name, or give both stacks an `env` if they are in different accounts or regions');
    }
  }
  others.push({ name, stack, path: scope.node.path });
}

/** Rejects environments of different pipelines that deploy to the same stack. */
export function requireOnlyEnvironment(stack: Stack, environmentName: string): void {
  const others = registered(stack, ENVIRONMENTS);
  const other = others.find(({ name, stack: another }) => name === stack.stackName && samePlace(another, stack));
  if (other) {
    throw misuse(`environments.${environmentName}`, `must not be the stack of \`${other.path}\`, in the same account and region`, stack.stackName,
      'give one of the pipelines another `pipelineName`');
  }
  others.push({ name: stack.stackName, stack, path: stack.node.path });
}

function registered(scope: IConstruct, kind: typeof PIPELINES | typeof ENVIRONMENTS): Registered[] {
  const root = scope.node.root as IConstruct & { [PIPELINES]?: Registered[]; [ENVIRONMENTS]?: Registered[] };
  return root[kind] ??= [];
}

function samePlace(one: Stack, other: Stack): boolean {
  return one.account === other.account && one.region === other.region;
}
