import table from './replacing-properties.json';
import type { ResourceChange } from '../model/run-state';

/**
 * Properties whose change replaces the resource; `?` after a name: it depends on the value.
 * Made by `npx projen tables:services` from the CDK's service specification (docs/decisions/0043).
 */
const REPLACING: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(table.types).map(([type, lines]) => [type, lines.flatMap((line) => line.split(' '))]),
);

/** What a change of these properties does to the resource. A type that is not in the table may be replaced. */
export function replacementOf(type: string, properties: readonly string[]): ResourceChange['replacement'] {
  if (properties.length === 0) return 'False';
  if (!Object.hasOwn(REPLACING, type)) return 'Conditional';
  const replacing = REPLACING[type];
  if (properties.some((property) => replacing.includes(property))) return 'True';
  return properties.some((property) => replacing.includes(`${property}?`)) ? 'Conditional' : 'False';
}
