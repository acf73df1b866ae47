import fs, { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeTar, writeZip, type TarEntry } from './archives';
import { Sandbox } from './sandbox';
import { bundleTypeOf } from '../../../src/codedeploy/agent';
import { unpackBundle } from '../../../src/codedeploy/agent/bundle/unpack-bundle';
import { Layout } from '../../../src/codedeploy/agent/layout';

const APPSPEC: TarEntry = { name: 'appspec.yml', content: 'version: 0.0\nos: linux\n' };

describe('a bundle', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());

  const unpack = async (path: string): Promise<string> => {
    const deployment = new Layout(sandbox.root, 'dg-1').deployment('d-1');
    mkdirSync(deployment.path, { recursive: true });
    await unpackBundle({ path, type: bundleTypeOf(path) }, deployment);
    return deployment.archive;
  };
  const tar = (...entries: TarEntry[]): Promise<string> => writeTar(join(sandbox.base, 'bundle.tar'), [APPSPEC, ...entries]);
  const zip = (...entries: Parameters<typeof writeZip>[1]): string => writeZip(join(sandbox.base, 'bundle.zip'), entries);

  test('is recognized by its first bytes if the name does not show its type', async () => {
    const nameless = join(sandbox.base, 'bundle');
    expect(bundleTypeOf(writeZip(nameless, [{ name: 'a' }]))).toBe('zip');
    expect(bundleTypeOf(await writeTar(nameless, [APPSPEC], { gzip: true }))).toBe('tgz');
    expect(bundleTypeOf(await writeTar(nameless, [APPSPEC]))).toBe('tar');
    expect(bundleTypeOf(sandbox.base)).toBe('directory');
  });

  test('keeps modes, links and times of a tar archive', async () => {
    const mtime = new Date('2001-02-03T04:05:06Z');
    const archive = await unpack(await tar(
      { name: 'bin/', type: 'directory', mode: 0o711 },
      { name: 'bin/run', mode: 0o755, mtime, content: 'x' },
      { name: 'again', type: 'link', linkname: 'bin/run' },
      { name: 'latest', type: 'symlink', linkname: 'bin/run' },
      { name: 'host', type: 'symlink', linkname: '/etc/hostname' },
    ));
    expect(statSync(join(archive, 'bin')).mode.toString(8)).toBe('40711');
    expect(statSync(join(archive, 'bin/run')).mtime).toEqual(mtime);
    expect(statSync(join(archive, 'again')).ino).toBe(statSync(join(archive, 'bin/run')).ino);
    expect(readlinkSync(join(archive, 'latest'))).toBe('bin/run');
    expect(readlinkSync(join(archive, 'host'))).toBe('/etc/hostname');
  });

  test('drops set-uid in a zip archive and keeps links', async () => {
    const archive = await unpack(zip({ name: 'run', mode: 0o104755 }, { name: 'link', mode: 0o120777, content: 'run' }));
    expect(statSync(join(archive, 'run')).mode.toString(8)).toBe('100755');
    expect(readlinkSync(join(archive, 'link'))).toBe('run');
  });

  test('uses the last of two entries with the same name', async () => {
    const archive = await unpack(await tar({ name: 'a', content: 'one' }, { name: 'a', content: 'two' }));
    expect(readFileSync(join(archive, 'a'), 'utf8')).toBe('two');
  });

  test('can write through a link that stays inside', async () => {
    const current: TarEntry = { name: 'current', type: 'symlink', linkname: 'v1' };
    const archive = await unpack(await tar({ name: 'v1/', type: 'directory' }, current, { name: 'current/a', content: 'x' }));
    expect(existsSync(join(archive, 'v1/a'))).toBe(true);
  });

  test.each([
    ['a name that climbs out', [{ name: '../evil' }], 'leaves the bundle'],
    ['a name that climbs out further in', [{ name: 'a/../../evil' }], 'leaves the bundle'],
    ['an absolute name', [{ name: '/tmp/evil' }], 'absolute name'],
    ['a file through a link to the outside',
      [{ name: 'out', type: 'symlink', linkname: '../../..' }, { name: 'out/evil' }], 'through a symbolic link'],
    ['a directory through a link to the outside',
      [{ name: 'out', type: 'symlink', linkname: '/tmp' }, { name: 'out/evil/', type: 'directory' }], 'through a symbolic link'],
    ['a hard link to the outside', [{ name: 'evil', type: 'link', linkname: '../../../../etc/hostname' }], 'leaves the bundle'],
    ['a hard link through a link',
      [{ name: 'out', type: 'symlink', linkname: '/etc' }, { name: 'evil', type: 'link', linkname: 'out/hostname' }], 'through a symbolic link'],
    ['a device', [{ name: 'evil', type: 'character-device' }], 'character-device'],
    ['a pipe', [{ name: 'evil', type: 'fifo' }], 'fifo'],
  ] satisfies [string, TarEntry[], string][])('refuses a tar archive with %s', async (_what, entries, reason) => {
    await expect(unpack(await tar(...entries))).rejects.toThrow(new RegExp(`^Error extracting tar archive: 2 .*${reason}`));
    expect(existsSync(join(sandbox.base, 'evil'))).toBe(false);
    expect(existsSync('/tmp/evil')).toBe(false);
  });

  test.each([
    ['a name that climbs out', [{ name: '../evil' }]],
    ['a name that climbs out with backslashes', [{ name: '..\\evil' }]],
    ['an absolute name', [{ name: '/tmp/evil' }]],
    ['a file through a link to the outside', [{ name: 'out', mode: 0o120777, content: '/tmp' }, { name: 'out/evil', content: 'x' }]],
  ])('refuses a zip archive with %s', async (_what, entries) => {
    await expect(unpack(zip(...entries))).rejects.toThrow();
    expect(existsSync(join(sandbox.base, 'evil'))).toBe(false);
    expect(existsSync('/tmp/evil')).toBe(false);
  });

  test('unpacking a deep archive takes time proportional to its length', async () => {
    const path = Array.from({ length: 400 }, () => 'd').join('/');
    const folders = Array.from({ length: 400 }, (_, index): TarEntry => ({ name: `${path.slice(0, 2 * index + 1)}/`, type: 'directory' }));
    const began = process.cpuUsage();
    const archive = await unpack(await tar(...folders, ...Array.from({ length: 200 }, (_, index) => ({ name: `${path}/${index}`, content: 'x' }))));
    expect(existsSync(join(archive, path, '199'))).toBe(true);
    expect(process.cpuUsage(began).user / 1_000_000).toBeLessThan(10);
  });

  test('refuses entries that are nested too deeply, and names the limit', async () => {
    const name = Array.from({ length: 501 }, () => 'd').join('/');
    const reason = /the bundle's entry d\/d\/d\/\.\.\. is 501 levels deep; the limit is 500/;
    await expect(unpack(await tar({ name, content: 'x' }))).rejects.toThrow(reason);
    await expect(unpack(zip({ name, content: 'x' }))).rejects.toThrow(reason);
  });

  test('refuses a small archive that unpacks to a large one, and leaves no large file behind', async () => {
    const path = join(sandbox.base, 'bomb.tgz');
    await writeTar(path, [{ name: 'zeros', content: '\0'.repeat(100 * 2 ** 20) }]);
    // Compressed once, because gzip members can be concatenated. Two blocks of zeros end a tar archive.
    const member = gzipSync(readFileSync(path).subarray(0, -1024));
    writeFileSync(path, Buffer.concat(Array.from({ length: 6 }, () => member)));
    await expect(unpack(path)).rejects.toThrow('the bundle unpacks to more than 512 MiB, the limit for an archive of its size');
  });

  test.each([['pax header', { size: 'abc' }], ['pax header below zero', { size: '-1' }]])('refuses an invalid size in a %s', async (_, pax) => {
    await expect(unpack(await tar({ name: 'a', pax, content: 'x' }))).rejects.toThrow("the bundle's entry a has an invalid size");
  });

  test('refuses a size that is not an octal number', async () => {
    const path = await tar({ name: 'a', content: 'x' });
    const bytes = readFileSync(path);
    const header = bytes.lastIndexOf('ustar') - 257;
    bytes.write('99999999999', header + 124);
    bytes.write(`${checksumOf(bytes.subarray(header, header + 512))}\0 `, header + 148);
    writeFileSync(path, bytes);
    await expect(unpack(path)).rejects.toThrow("the bundle's entry a has an invalid size");
  });

  test('refuses headers that would fill the memory', async () => {
    await expect(unpack(await tar({ name: 'a', pax: { comment: 'c'.repeat(20 * 2 ** 20) } })))
      .rejects.toThrow('the bundle has more than 16 MiB of headers before an entry, which is the limit');
  });

  test('leaves a tenth of the free space, even if the archive may become larger', async () => {
    const path = await tar({ name: 'zeros', content: '\0'.repeat(2 ** 20) });
    jest.spyOn(fs, 'statfsSync').mockReturnValue({ ...fs.statfsSync('/'), bavail: 1, bsize: 2 ** 20 });
    await expect(unpack(path)).rejects.toThrow('the bundle unpacks to more than 0 MiB, nine tenths of the free disk space');
    jest.restoreAllMocks();
  });

  const SPECIAL_FILES = [['character device', 0o020666], ['block device', 0o060666], ['pipe', 0o010666], ['socket', 0o140666]] as const;
  test.each(SPECIAL_FILES)('refuses a zip archive with a %s', async (_, mode) => {
    await expect(unpack(zip({ name: 'evil', mode }))).rejects.toThrow('the bundle\'s entry evil is neither a file nor a directory nor a link');
  });

  test.each(['bundle.tar', 'bundle.tgz', 'bundle'])('fails on %s that is not an archive', async (name) => {
    writeFileSync(join(sandbox.base, name), 'nothing of the kind');
    await expect(unpack(join(sandbox.base, name))).rejects.toThrow('Error extracting tar archive: 2');
  });

  test('fails on a truncated tar archive', async () => {
    const path = await tar({ name: 'big', content: 'x'.repeat(20_000) });
    writeFileSync(path, readFileSync(path).subarray(0, 9_000));
    await expect(unpack(path)).rejects.toThrow('Error extracting tar archive: 2');
  });

  test('fails on a truncated zip archive', async () => {
    const path = zip({ name: 'a', content: 'x'.repeat(1_000) });
    writeFileSync(path, readFileSync(path).subarray(0, 500));
    await expect(unpack(path)).rejects.toThrow('Zip end of central directory signature not found');
  });

  test('an entry that is refused because of its name causes no later error, although its size is false', async () => {
    const harm: unknown[] = [];
    const note = (error: unknown) => harm.push(error);
    process.on('uncaughtException', note);
    try {
      const liar = { content: 'x'.repeat(1_000_000), pretendedSize: 10 };
      await expect(unpack(zip({ name: 'out', mode: 0o120777, content: '/tmp' }, { name: 'out/evil', ...liar }))).rejects.toThrow('symbolic link');
      // What nobody reads from the first would have been found by the time that the second has failed.
      await expect(unpack(zip({ name: 'a', ...liar }))).rejects.toThrow('too many bytes in the stream');
    } finally {
      process.off('uncaughtException', note);
    }
    expect(harm).toEqual([]);
  });

  test('refuses a directory that contains the deployment root', async () => {
    await expect(unpack(sandbox.base)).rejects.toThrow(`cannot copy directory ${sandbox.base} to itself`);
  });

  test('is copied from a directory with links as links', async () => {
    const archive = await unpack(sandbox.write('revision', { a: 'x', link: { symlink: 'a' }, dangling: { symlink: 'nowhere' } }));
    expect(lstatSync(join(archive, 'link')).isSymbolicLink()).toBe(true);
    expect(readlinkSync(join(archive, 'dangling'))).toBe('nowhere');
  });
});

function checksumOf(header: Buffer): string {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return sum.toString(8).padStart(6, '0');
}
