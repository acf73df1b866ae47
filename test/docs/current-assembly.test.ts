import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireCurrentAssembly } from './current-assembly';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gostyle-docs-'));
  mkdirSync(join(root, 'src', 'core'), { recursive: true });
  put(join('src', 'core', 'misuse.ts'), 1_000);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(name: string, seconds: number): void {
  writeFileSync(join(root, name), '');
  utimesSync(join(root, name), seconds, seconds);
}

test('an assembly is current if it was written after the sources, whatever else is newer', () => {
  put('.jsii', 2_000);
  put(join('src', 'core', 'given-types.json'), 3_000);
  expect(() => requireCurrentAssembly(root)).not.toThrow();
});

test('fails without an assembly', () => {
  expect(() => requireCurrentAssembly(root)).toThrow('.jsii does not exist: run `npx projen compile` first');
});

test('fails if the assembly is older than a source file', () => {
  put('.jsii', 500);
  expect(() => requireCurrentAssembly(root)).toThrow('.jsii is older than src/core/misuse.ts: run `npx projen compile` first');
});
