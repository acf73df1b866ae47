import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The databases, or the caches, of environments: by the stack of the environment and the variables' prefix. */
export class UsedServers<T> {
  private readonly byStack = new WeakMap<Stack, Map<string, T>>();

  remember(environment: IConstruct, variablePrefix: string, server: T): void {
    const stack = Stack.of(environment);
    const ofStack = this.byStack.get(stack) ?? new Map<string, T>();
    this.byStack.set(stack, ofStack.set(variablePrefix, server));
  }

  find(environment: IConstruct, variablePrefix: string): T | undefined {
    return this.byStack.get(Stack.of(environment))?.get(variablePrefix);
  }
}
