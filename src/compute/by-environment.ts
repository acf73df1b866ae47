import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { misuse } from '../core/misuse';

/** What a compute has created in each environment, by the environment's stack. */
export class ByEnvironment<T> {
  private readonly byStack = new WeakMap<Stack, T>();

  /** @param factory the compute, as users write it */
  constructor(private readonly factory: string) {}

  remember(environment: IConstruct, created: T): void {
    this.byStack.set(Stack.of(environment), created);
  }

  of(environment: IConstruct): T {
    const stack = Stack.of(environment);
    const created = this.byStack.get(stack);
    if (created) return created;
    throw misuse('environment', `must have \`${this.factory}\` as its compute`, stack.stackName, 'look for the resources of its own compute');
  }
}
