import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { statefulResources, type Stateful } from './released/stateful';
import { replacementOf } from '../../local/src/stack/replacement';
import type { Resource } from '../helpers/resources';

const RELEASED = join(__dirname, 'released');
const releases = readdirSync(RELEASED).filter((file) => file.endsWith('.json'));

/** Resources that an upgrade would replace or lose. */
function replaced(from: Stateful, to: Stateful): string[] {
  return Object.entries(from).flatMap(([stack, before]) => Object.entries(before)
    .filter(([logicalId, resource]) => isReplaced(resource, to[stack]?.[logicalId]))
    .map(([logicalId, { Type }]) => `${stack}: ${logicalId} (${Type})`));
}

function isReplaced(before: Resource, after: Resource | undefined): boolean {
  if (after?.Type !== before.Type) return true;
  const names = [...new Set([...Object.keys(before.Properties ?? {}), ...Object.keys(after.Properties ?? {})])];
  const changed = names.filter((name) => JSON.stringify(before.Properties?.[name]) !== JSON.stringify(after.Properties?.[name]));
  return replacementOf(before.Type, changed) !== 'False';
}

test('there is a release to compare with', () => {
  expect(releases).not.toEqual([]);
});

test.each(releases)('an upgrade from %s replaces no stateful resource', (release) => {
  const before = JSON.parse(readFileSync(join(RELEASED, release), 'utf8')) as Stateful;
  expect(replaced(before, statefulResources())).toEqual([]);
});

test('detects a resource that is lost, renamed or changed in an immutable property', () => {
  const { staging, ...others } = statefulResources();
  const [id, vpc] = Object.entries(staging).find(([, { Type }]) => Type === 'AWS::EC2::VPC')!;
  const { [id]: _lost, ...rest } = staging;
  const changed = { ...vpc, Properties: { ...vpc.Properties, CidrBlock: '10.99.0.0/16' } };
  const expected = [`staging: ${id} (AWS::EC2::VPC)`];
  expect(replaced({ ...others, staging }, { ...others, staging: rest })).toEqual(expected);
  expect(replaced({ ...others, staging }, { ...others, staging: { ...rest, Renamed: vpc } })).toEqual(expected);
  expect(replaced({ ...others, staging }, { ...others, staging: { ...rest, [id]: changed } })).toEqual(expected);
});
