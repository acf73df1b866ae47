import { replacementOf } from './replacement';
import type { ResolvedResource, ResolvedStack } from './resolved-stack';
import { entriesOf, isList, isObject, type Json } from '../assembly/json';
import type { ResourceChange } from '../model/run-state';

const MAXIMUM_DETAILS = 20;
const MAXIMUM_VALUE_LENGTH = 60;
/** A new version reaches resources that refer to it, without a new physical id. */
const VERSIONED = 'AWS::EC2::LaunchTemplate';

type Change = Omit<ResourceChange, 'locally'>;

/**
 * The changes that CloudFormation would make to move from one state of a stack to another; `previous` is undefined for a new stack.
 * `runHere` contains the logical ids of resources that run locally, before or after.
 */
export function changeSet(previous: ResolvedStack | undefined, next: ResolvedStack, runHere: ReadonlySet<string>): ResourceChange[] {
  const before = previous?.resources ?? {};
  const changes = new Map<string, Change>();
  for (const logicalId of new Set([...Object.keys(before), ...Object.keys(next.resources)])) {
    const found = resourceChange(before[logicalId], next.resources[logicalId]);
    if (found) changes.set(logicalId, found);
  }
  addDependents(next, before, changes);
  return [...changes].map(([logicalId, found]) => ({ ...found, locally: runHere.has(logicalId) ? 'Run' : 'RecordedOnly' }));
}

function resourceChange(before: ResolvedResource | undefined, after: ResolvedResource | undefined): Change | undefined {
  if (before === undefined) return after && change('Add', after, 'N/A', []);
  if (after === undefined) {
    const { deletionPolicy } = before;
    return change('Remove', before, 'N/A', deletionPolicy?.startsWith('Retain') ? [`kept in the account: DeletionPolicy is ${deletionPolicy}`] : []);
  }
  if (before.type !== after.type) return change('Modify', after, 'True', [`Type: ${before.type} -> ${after.type}`]);
  const details = ([
    ['Properties', 'properties'],
    ['Metadata', 'metadata'],
    ['UpdatePolicy', 'updatePolicy'],
    ['CreationPolicy', 'creationPolicy'],
    ['DeletionPolicy', 'deletionPolicy'],
  ] as const)
    .flatMap(([name, key]) => differences(name, before[key], after[key]));
  if (details.length === 0) return undefined;
  return change('Modify', after, replacementOf(after.type, changedProperties(before, after)), details);
}

function change(
  action: ResourceChange['action'],
  resource: ResolvedResource,
  replacement: ResourceChange['replacement'],
  details: readonly string[],
): Change {
  const more = details.length - MAXIMUM_DETAILS;
  return {
    action,
    logicalId: resource.logicalId,
    resourceType: resource.type,
    replacement,
    details: more > 0 ? [...details.slice(0, MAXIMUM_DETAILS), `and ${more} more`] : details,
  };
}

function changedProperties(before: ResolvedResource, after: ResolvedResource): string[] {
  return [...new Set([...Object.keys(before.properties), ...Object.keys(after.properties)])]
    .filter((name) => !same(before.properties[name], after.properties[name]));
}

function differences(path: string, before: Json | undefined, after: Json | undefined): string[] {
  if (same(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differences(`${path}.${key}`, before[key], after[key]));
  }
  if (isList(before) && isList(after) && before.length === after.length) {
    return before.flatMap((each, index) => differences(`${path}[${index}]`, each, after[index]));
  }
  if (path.endsWith('.UserData') && typeof before === 'string' && typeof after === 'string') return [`${path}: ${lineChanges(before, after)}`];
  return [`${path}: ${shown(before)} -> ${shown(after)}`];
}

/** Base64 is decoded first, because nobody can read it. */
function lineChanges(before: string, after: string): string {
  const [old, now] = [before, after].map((text) => Buffer.from(text, 'base64').toString('utf8').split('\n'));
  const count = (lines: readonly string[], others: readonly string[], verb: string): string => {
    const changed = lines.filter((line) => !others.includes(line)).length;
    return `${changed} ${changed === 1 ? 'line' : 'lines'} ${verb}`;
  };
  return `${count(now, old, 'added')}, ${count(old, now, 'removed')}`;
}

/** Ignores the order of object keys. */
function same(before: Json | undefined, after: Json | undefined): boolean {
  return canonical(before) === canonical(after);
}

function canonical(value: Json | undefined): string {
  if (isList(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'undefined';
  return `{${entriesOf(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, child]) => `${JSON.stringify(key)}:${canonical(child)}`).join()}}`;
}

function shown(value: Json | undefined): string {
  if (value === undefined) return 'not set';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAXIMUM_VALUE_LENGTH ? `${text.slice(0, MAXIMUM_VALUE_LENGTH)}...` : text;
}

/** A replaced resource gets a new id, so resources that refer to it change too; the same applies to a new launch template version. */
function addDependents(next: ResolvedStack, before: ResolvedStack['resources'], changes: Map<string, Change>): void {
  const pending = [...changes.values()].filter(givesNewValues);
  for (let cause = pending.pop(); cause !== undefined; cause = pending.pop()) {
    const { logicalId, replacement } = cause;
    const id = next.resources[logicalId].physicalId;
    for (const dependent of Object.values(next.resources)) {
      if (dependent.logicalId === logicalId || changes.has(dependent.logicalId) || !before[dependent.logicalId]) continue;
      const property = Object.keys(dependent.properties).find((name) => canonical(dependent.properties[name]).includes(id));
      if (property === undefined) continue;
      const replaced = replacement === 'True' || replacement === 'Conditional';
      const indirect = change('Modify', dependent, replaced ? softened(dependent.type, property) : 'False',
        [`Properties.${property}: ${replaced ? 'refers to' : 'new version of'} ${logicalId}${replaced ? ', which is replaced' : ''}`]);
      changes.set(dependent.logicalId, indirect);
      if (givesNewValues(indirect)) pending.push(indirect);
    }
  }
}

function givesNewValues({ action, replacement, resourceType }: Change): boolean {
  return action === 'Modify' && (replacement === 'True' || replacement === 'Conditional' || resourceType === VERSIONED);
}

/** Whether the reference really changes is only known when the stack is updated. */
function softened(type: string, property: string): ResourceChange['replacement'] {
  return replacementOf(type, [property]) === 'False' ? 'False' : 'Conditional';
}
