import type { StateMachineSettings } from './state-machine-settings';
import { at, entriesOf, isList, isObject, listAt, stringAt, type Json, type JsonObject } from '../../assembly/json';
import type { ResolvedResource } from '../../stack';

/** An `AWS::Events::Rule` that starts state machines of the same stack. */
export interface EventRuleSettings {
  readonly logicalId: string;
  readonly pattern: JsonObject;
  /** ARNs of state machines. */
  readonly targets: readonly string[];
}

/** The only event source that exists locally. */
const DEPLOYMENT_EVENTS = 'aws.codedeploy';

export function readEventRule({ logicalId, properties }: ResolvedResource): EventRuleSettings {
  return { logicalId, pattern: patternOf(properties), targets: listAt(properties, 'Targets').map((target) => stringAt(target, 'Arn') ?? '') };
}

/** Whether it is a rule about deployments whose targets are all state machines that run locally. */
export function isEventRuleRunHere(rule: ResolvedResource, machines: readonly StateMachineSettings[]): boolean {
  const { pattern, targets } = readEventRule(rule);
  return rule.properties.State !== 'DISABLED'
    && listAt(pattern, 'source').includes(DEPLOYMENT_EVENTS)
    && listAt(rule.properties, 'Targets').every((target) => entriesOf(target).every(([key]) => ['Arn', 'Id', 'RoleArn'].includes(key)))
    && onlyExactValues(pattern)
    && targets.length > 0
    && targets.every((arn) => machines.some((machine) => machine.arn === arn && machine.definition !== undefined));
}

/** A list in a pattern contains the accepted values; every field of the pattern must be present in the event. */
export function matchesPattern(pattern: Json | undefined, event: Json | undefined): boolean {
  if (isList(pattern)) return pattern.includes(event ?? null);
  return isObject(pattern) && entriesOf(pattern).every(([key, value]) => matchesPattern(value, at(event, key)));
}

function onlyExactValues(pattern: Json | undefined): boolean {
  if (isList(pattern)) return pattern.every((value) => !isObject(value) && !isList(value));
  return isObject(pattern) && entriesOf(pattern).every(([, value]) => onlyExactValues(value));
}

function patternOf(properties: JsonObject): JsonObject {
  return isObject(properties.EventPattern) ? properties.EventPattern : {};
}
