import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImageStore } from '../../../src/resources/ecs/image-store';
import { removeTemporaryDirectories, temporaryDirectory, writeTree } from '../../codebuild/sample';

afterAll(removeTemporaryDirectories);

const ABOUT = { commit: { id: 'c0ffee', subject: 'a commit' }, executionId: '1' } as Parameters<ImageStore['make']>[1];
const FILES = Object.fromEntries(Array.from({ length: 200 }, (_each, index) => [`folder-${index % 20}/file-${index}`, { content: `${index}\n` }]));

test('two concurrent builds of the same image both have all of its files', async () => {
  const revision = writeTree(temporaryDirectory(), FILES);
  const root = temporaryDirectory();
  // Like two actions of one stage, and like two runs.
  const store = new ImageStore(root);
  const images = await Promise.all([store.make(revision, ABOUT), store.make(revision, ABOUT), new ImageStore(root).make(revision, ABOUT)]);
  expect(new Set(images.map(({ digest }) => digest)).size).toBe(1);
  const [{ digest, directory }] = images;
  for (const path of Object.keys(FILES)) expect(readFileSync(join(directory, path), 'utf8')).toBe(FILES[path].content);
  expect(readdirSync(join(directory, '..')).sort()).toEqual(['files', 'image.json']);
  expect(await store.find(digest)).toEqual(images[0]);
});

test('the second build to finish uses the files of the first', async () => {
  const root = temporaryDirectory();
  const store = new ImageStore(root);
  let firstHasFinished!: () => void;
  const first = new Promise<void>((resolve) => { firstHasFinished = resolve; });
  const built = (name: string, before?: Promise<void>) => ({
    id: `sha256:${'a'.repeat(64)}`,
    configuration: { entrypoint: [], command: [], workingDirectory: '/', environment: {} },
    unpack: async (into: string) => {
      writeTree(into, { [name]: { content: name } });
      await before;
    },
  });
  const second = store.unpack(built('second', first), ABOUT);
  const { directory } = await store.unpack(built('first'), ABOUT);
  firstHasFinished();
  expect(await second).toMatchObject({ directory });
  expect([readdirSync(directory), readdirSync(join(directory, '..')).sort()]).toEqual([['first'], ['files', 'image.json']]);
});

test('a failed copy leaves nothing that the next build would take for the image', async () => {
  const root = temporaryDirectory();
  const store = new ImageStore(root);
  const broken = {
    id: `sha256:${'b'.repeat(64)}`,
    configuration: { entrypoint: [], command: [], workingDirectory: '/', environment: {} },
    unpack: async (into: string) => {
      writeTree(into, { half: { content: '' } });
      throw new Error('no space left on device');
    },
  };
  await expect(store.unpack(broken, ABOUT)).rejects.toThrow('no space left on device');
  expect(readdirSync(join(root, 'b'.repeat(64)))).toEqual([]);
});
