import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Runtime } from './runtime';

/** Says that nobody mends a runtime any more. A warning: what runs goes on running. */
export function warnOfEndedSupport(scope: IConstruct, { name, version, endOfSupport }: Runtime, today = new Date()): void {
  if (endOfSupport === undefined || today.toISOString().slice(0, 10) <= endOfSupport) return;
  Annotations.of(scope).addWarningV2('gostyle:runtime',
    `the support of ${[name, version].filter((part) => part !== undefined).join(' ')} ended on ${endOfSupport}:`
    + ' no security hole in it is closed any more; choose a version that is supported');
}
