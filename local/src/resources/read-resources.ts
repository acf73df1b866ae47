import { notImitated } from './not-imitated';
import type { Reading, ResourceKind } from './shape/resource';
import { inStartOrder, type ReadResource } from './start-order';
import { Unresolvable, type ResolvedStack } from '../stack';

/** The part of an environment's stack that runs locally. */
export interface ReadResources {
  /** In start order. */
  readonly resources: readonly ReadResource[];
  /** Logical ids of all resources that have a local counterpart. */
  readonly runHere: ReadonlySet<string>;
  readonly recordedOnly: readonly { readonly logicalId: string; readonly resourceType: string }[];
  /** Differences from AWS, as sentences to display. */
  readonly imitatedOtherwise: readonly string[];
}

export type ReadResult =
  | { readonly status: 'success'; readonly value: ReadResources }
  | { readonly status: 'error'; readonly messages: readonly string[] };

/** Lets each kind read the stack; resources that no kind claims are only recorded. */
export function readResources(kinds: readonly ResourceKind[], stack: ResolvedStack): ReadResult {
  const messages: string[] = [];
  const resources = kinds.filter((kind) => isIn(stack, kind)).flatMap((kind) => {
    try {
      return kind.read(stack).map((reading): ReadResource => ({ kind, reading: withReservedAddress(kind, reading) }));
    } catch (error) {
      if (!(error instanceof Unresolvable)) throw error;
      messages.push(`${stack.stackName}: ${error.message}`);
      return [];
    }
  });
  if (messages.length === 0) messages.push(...missingRoles(kinds, resources).map((text) => `${stack.stackName}: ${text}`));
  if (messages.length > 0) return { status: 'error', messages };
  const runHere = new Set(resources.flatMap(({ reading }) => reading.logicalIds));
  const recordedOnly = Object.values(stack.resources).filter(({ logicalId }) => !runHere.has(logicalId))
    .map(({ logicalId, type }) => ({ logicalId, resourceType: type }));
  const imitatedOtherwise = [...resources.flatMap(({ reading }) => reading.imitatedOtherwise ?? []), ...notImitated(stack)];
  return { status: 'success', value: { resources: inStartOrder(resources, stack), runHere, recordedOnly, imitatedOtherwise } };
}

/** `attributes` received the address of a logical id: under another id, the resource would listen on another port. */
function withReservedAddress({ name, attributes }: ResourceKind, reading: Reading): Reading {
  if (attributes && !reading.logicalIds.includes(reading.id)) {
    throw new Error(`kind ${name}: \`id\` must be one of its \`logicalIds\`, because it has \`attributes\`, got: ${reading.id}`);
  }
  return reading;
}

function isIn(stack: ResolvedStack, { types }: ResourceKind): boolean {
  return Object.values(stack.resources).some(({ type }) => types.includes(type));
}

/** An environment has exactly one entry, and one compute behind it. */
function missingRoles(kinds: readonly ResourceKind[], resources: readonly ReadResource[]): string[] {
  return (['entry', 'compute'] as const).flatMap((role) => {
    const found = resources.filter(({ kind }) => kind.role === role);
    const known = kinds.filter((kind) => kind.role === role).flatMap(({ types }) => types);
    if (found.length === 0) return [`has no ${role} that can run locally: it needs one of ${known.join(', ')}`];
    return found.length > 1 ? [`has more than one ${role}: ${found.map(({ reading }) => reading.logicalIds[0]).join(', ')}; only one can run`] : [];
  });
}
