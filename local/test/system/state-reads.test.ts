import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const SOURCES = join(__dirname, '../../src');
/** Parts of the runner that keep files between runs. */
const PARTS = ['engine', 'resources', 'fleet', 'web', 'system'];

/** Modules that read files which are not state, or only state that was checked before. */
const ALLOWED: Readonly<Record<string, string>> = {
  'engine/execution/revision-store.ts': 'an archive of the size that it was packed with',
  'engine/source/bare-view.ts': 'files of git, which the view was made with',
  'fleet/fleet-support.ts': 'settings of the kernel',
  'fleet/machine/inside-reader.ts': 'files of an instance, after a look at their kind and size',
  'fleet/machine/inside-processes.ts': '/proc',
  'fleet/machine/mount-table.ts': '/proc',
  'fleet/systemd/service-processes.ts': '/proc',
  'resources/ecs/dockerfile-image.ts': 'what a builder wrote into a folder of its own',
  'resources/ecs/image-store.ts': 'an artifact, to compute its digest',
  'system/free-port.ts': '/proc',
  'system/process-identity.ts': '/proc',
  'system/stored-file.ts': 'the one reader of the state',
  'web/page-files.ts': 'files of the package',
};

test('all state files are read by one reader, which never blocks and names files that it cannot read', () => {
  const names = (part: string) => readdirSync(join(SOURCES, part), { recursive: true, encoding: 'utf8' });
  const readers = PARTS.flatMap((part) => names(part).map((name) => join(SOURCES, part, name)))
    .filter((path) => path.endsWith('.ts') && /\b(readFile|readFileSync|createReadStream)\b/.test(imports(readFileSync(path, 'utf8'))))
    .map((path) => relative(SOURCES, path));
  expect(readers.sort()).toEqual(Object.keys(ALLOWED).sort());
});

/** What a module imports from `node:fs`. */
function imports(text: string): string {
  return [...text.matchAll(/import \{?([^;]*?)\}? from 'node:fs(?:\/promises)?'/g)].map(([, names]) => names).join();
}
