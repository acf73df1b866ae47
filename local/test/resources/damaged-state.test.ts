import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GroupState } from '../../src/fleet/group-state';
import { LocalPostgres } from '../../src/resources/database/local-postgres';
import { ImageStore } from '../../src/resources/ecs/image-store';
import { Versions } from '../../src/resources/lambda/versions';
import type { ResourceContext } from '../../src/resources/shape/resource';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gostyle-damaged-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const DAMAGES: Readonly<Record<string, (path: string) => void>> = {
  'truncated': (path) => writeFileSync(path, '{"last": 3, "li'),
  'empty': (path) => writeFileSync(path, ''),
  'random': (path) => writeFileSync(path, Buffer.from([0, 1, 0xff, 0xfe, 0x7b, 10])),
  'something else': (path) => writeFileSync(path, '[null]'),
  'a folder': (path) => mkdirSync(path),
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a device': (path) => execFileSync('ln', ['-s', '/dev/zero', path]),
  'huge': (path) => {
    writeFileSync(path, '{');
    truncateSync(path, 5_000_000_000);
  },
};

function damage(how: string, path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  DAMAGES[how]!(path);
  return path;
}

class OpenDatabase extends LocalPostgres {
  override get password(): string {
    return super.password;
  }
}

describe.each(Object.keys(DAMAGES))('a state file that is %s is named immediately', (how) => {
  test('of a function', async () => {
    const path = damage(how, join(directory, 'function.json'));
    await expect(new Versions(directory).restored()).rejects.toThrow(`${path} cannot be read: `);
    await expect(new Versions(directory).restored()).rejects.toThrow(/; fix it, or delete .* to discard its versions$/);
  });

  test('of an Auto Scaling group', async () => {
    const path = damage(how, join(directory, 'auto-scaling-group.json'));
    await expect(new GroupState(directory).load()).rejects.toThrow(`${path} cannot be read: `);
  });

  test('or is created again, if it is that of an image', async () => {
    damage(how, join(directory, 'a'.repeat(64), 'image.json'));
    expect(await new ImageStore(directory).find(`sha256:${'a'.repeat(64)}`)).toBeUndefined();
    await new ImageStore(directory).prune(() => false);
  });

  test('of a database, unless it is a line of text, which a user may have written', () => {
    const path = damage(how, join(directory, 'password'));
    const read = () => new OpenDatabase({ directory, id: 'Database' } as ResourceContext).password;
    if (['truncated', 'something else'].includes(how)) expect(read).not.toThrow();
    else expect(read).toThrow(`${path} cannot be read: `);
  });
});

test('a version without its files serves no requests, and its number is not reused', async () => {
  const versions = new Versions(directory);
  await versions.live({ number: 3, commit: 'c'.repeat(40), folder: '/etc' });
  expect(await new Versions(directory).restored()).toBeUndefined();
  mkdirSync(join(directory, 'versions/3'), { recursive: true });
  expect(await new Versions(directory).restored()).toMatchObject({ number: 3, folder: join(directory, 'versions/3') });
});
