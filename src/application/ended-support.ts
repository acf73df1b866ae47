import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Runtime } from './runtime';

/** Only a warning: an application that already runs must stay deployable. */
export function warnOfEndedSupport(scope: IConstruct, { name, version, endOfSupport }: Runtime, today = new Date()): void {
  if (endOfSupport === undefined || today.toISOString().slice(0, 10) <= endOfSupport) return;
  Annotations.of(scope).addWarningV2('gostyle:runtime',
    `the support of ${[name, version].filter((part) => part !== undefined).join(' ')} ended on ${endOfSupport}:`
    + ' it no longer gets security fixes; choose a supported version');
}
