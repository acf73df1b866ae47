import type { Node } from './template-graph';
import { listAt, stringAt } from '../../assembly/json';

/** `"Metadata": { "gostyle:acknowledge": [{ "rule": "...", "reason": "..." }] }` on the resource. */
export const ACKNOWLEDGE_METADATA = 'gostyle:acknowledge';

/** Whether somebody has said, with a reason, that a finding is meant. */
export function isAcknowledged(node: Node | undefined, rule: string): boolean {
  return listAt(node?.metadata, ACKNOWLEDGE_METADATA)
    .some((entry) => stringAt(entry, 'rule') === rule && Boolean(stringAt(entry, 'reason')?.trim()));
}
