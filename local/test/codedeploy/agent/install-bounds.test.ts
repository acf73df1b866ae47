import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sandbox } from './sandbox';
import { parseAppSpec } from '../../../src/codedeploy/agent';
import { unpackBundle } from '../../../src/codedeploy/agent/bundle/unpack-bundle';
import { install } from '../../../src/codedeploy/agent/install/installer';
import { Layout } from '../../../src/codedeploy/agent/layout';

let sandbox: Sandbox;
let archive: string;
let target: string;
beforeEach(() => {
  sandbox = new Sandbox();
  archive = join(sandbox.base, 'archive');
  target = join(sandbox.base, 'target');
  mkdirSync(archive);
});
afterEach(() => sandbox.remove());

function installAll(source = '/'): Layout {
  const layout = new Layout(sandbox.root, 'dg-1');
  layout.makeInstructionsDirectory();
  const appSpec = parseAppSpec(Buffer.from(`version: 0.0\nos: linux\nfiles:\n  - source: ${source}\n    destination: ${target}\n`));
  install(appSpec, { archive, installFile: layout.installFile, cleanupFile: layout.cleanupFile, fileExistsBehavior: 'DISALLOW' });
  return layout;
}

test.each(['/', '/etc', '..'])('a link to %s is not installed, and nothing is copied', (place) => {
  writeFileSync(join(archive, 'a'), '');
  symlinkSync(place, join(archive, 'out'));
  expect(() => installAll()).toThrow(/archive\/out leads out of the bundle, to \/.*: only folders of the bundle are installed/);
  expect(() => installAll('out')).toThrow('leads out of the bundle');
  expect(existsSync(target)).toBe(false);
});

test('a link to a file stays a link, as with the agent: virtual environments have them', () => {
  symlinkSync('/usr/bin/env', join(archive, 'python'));
  installAll();
  expect(readlinkSync(join(target, 'python'))).toBe('/usr/bin/env');
});

test('a link to a folder that contains it is not installed either', () => {
  mkdirSync(join(archive, 'a/b'), { recursive: true });
  symlinkSync('..', join(archive, 'a/b/back'));
  expect(() => installAll()).toThrow(/a\/b\/back leads back to a folder that contains it, .*archive\/a: its files would be installed endlessly/);
  expect(existsSync(target)).toBe(false);
});

test('folders that link to each other many times are refused, with the limit', () => {
  const folders = Array.from({ length: 20 }, (_, index) => `f${index}`);
  for (const [index, folder] of folders.entries()) {
    mkdirSync(join(archive, folder));
    for (const name of ['a', 'b', 'c', 'd']) symlinkSync(`../f${index + 1}`, join(archive, folder, name));
  }
  expect(() => installAll('f0')).toThrow('more than 2000 links to folders would have to be followed, which is the limit');
  expect(existsSync(target)).toBe(false);
});

test('an installation that would fill the disk does not begin', () => {
  writeFileSync(join(archive, 'hole'), '');
  truncateSync(join(archive, 'hole'), 2 ** 43);
  expect(() => installAll()).toThrow(/the files of the bundle are larger than \d+ MiB, nine tenths of the free space at /);
  expect(existsSync(target)).toBe(false);
});

test('neither does one of a folder that is too large', async () => {
  writeFileSync(join(archive, 'hole'), '');
  truncateSync(join(archive, 'hole'), 2 ** 43);
  const deployment = new Layout(sandbox.root, 'dg-1').deployment('d-1');
  mkdirSync(deployment.path, { recursive: true });
  await expect(unpackBundle({ path: archive, type: 'directory' }, deployment)).rejects.toThrow(/the bundle unpacks to more than \d+ MiB/);
});

test('the cleanup file lists what was installed in the order of the file system, as the agent\'s does', () => {
  for (const name of ['z', 'a', 'm']) {
    mkdirSync(join(archive, name));
    for (const file of ['2', '10', '1']) writeFileSync(join(archive, name, file), '');
  }
  const { cleanupFile } = installAll();
  const order = execFileSync('find', [archive], { encoding: 'utf8' }).replaceAll(archive, target);
  expect(readFileSync(cleanupFile, 'utf8')).toBe(order);
});
