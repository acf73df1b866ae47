import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize, type Sample } from './samples';

/** The comparison is only fair if both apps create the same number of resources of each type. */
export function requireSameArchitecture(directory: string, compute: Sample['compute'], environments: readonly string[]): void {
  const [byHand, library] = (['by-hand', 'with-library'] as const).map((app) =>
    resourceTypes(directory, { app, compute, environments, validation: false }));
  const differences = [...new Set([...byHand.keys(), ...library.keys()])]
    .filter((type) => byHand.get(type) !== library.get(type))
    .map((type) => `${type}: ${byHand.get(type) ?? 0} by hand, ${library.get(type) ?? 0} with the library`);
  if (differences.length > 0) throw new Error(`${compute}: the architectures differ; change bench/synth/by-hand:\n${differences.join('\n')}`);
}

function resourceTypes(directory: string, sample: Sample): Map<string, number> {
  const { assembly } = synthesize(directory, sample);
  const types = new Map<string, number>();
  for (const path of readdirSync(assembly, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.template.json'))) {
    const { Resources } = JSON.parse(readFileSync(join(assembly, path), 'utf8')) as { Resources: Record<string, { Type: string }> };
    for (const { Type } of Object.values(Resources)) types.set(Type, (types.get(Type) ?? 0) + 1);
  }
  return types;
}
