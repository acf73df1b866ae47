import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Throws unless `.jsii`, which the table of types is made from, was written after every source file of the library. */
export function requireCurrentAssembly(root: string): void {
  const written = statSync(join(root, '.jsii'), { throwIfNoEntry: false })?.mtimeMs;
  if (written === undefined) throw new Error('.jsii does not exist: run `npx projen compile` first');
  const newer = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .find((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && statSync(join(root, 'src', name)).mtimeMs > written);
  if (newer !== undefined) throw new Error(`.jsii is older than src/${newer}: run \`npx projen compile\` first`);
}
