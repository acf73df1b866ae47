import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterTest } from './after-test';
import type { Artifact } from '../../src/engine/execution/action';
import { RevisionStore } from '../../src/engine/execution/revision-store';
import { StateDirectory } from '../../src/engine/state/state-directory';
import type { Revision } from '../../src/model/revision';

const COMMIT = { id: 'a'.repeat(40), subject: 's', author: 'a', date: 'd', branch: 'main' };

async function opened(): Promise<{ readonly store: RevisionStore; artifact(executionId: string): Artifact }> {
  const root = mkdtempSync(join(tmpdir(), 'gostyle-revisions-'));
  const state = await StateDirectory.open(join(root, 'state'));
  afterTest(async () => {
    await state.close();
    rmSync(root, { recursive: true });
  });
  return {
    store: new RevisionStore(state),
    artifact(executionId) {
      const directory = join(root, executionId);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, 'a.txt'), executionId);
      return { name: 'Application', directory, executionId, commit: COMMIT };
    },
  };
}

test('a revision is kept while it is being deployed, even if other executions end, and as long as an environment needs it', async () => {
  const { store, artifact } = await opened();
  let archive = '';
  const needed = new Set<string>();
  await store.use(artifact('e-1'), async (revision) => {
    ({ archive } = revision);
    await store.prune(() => false);
    expect(existsSync(archive)).toBe(true);
    needed.add(revision.id);
  });
  await store.prune((id) => needed.has(id));
  expect(existsSync(archive)).toBe(true);
  await store.prune(() => false);
  expect(existsSync(archive)).toBe(false);
});

test('a revision with two users is kept until both have ended', async () => {
  const { store, artifact } = await opened();
  let release = (): void => undefined;
  const second = new Promise<void>((resolve) => { release = resolve; });
  const uses: Promise<void>[] = [];
  const first = await store.use(artifact('e-1'), async (revision) => {
    uses.push(store.use(artifact('e-1'), () => second));
    return revision;
  });
  await store.prune(() => false);
  expect(existsSync(first.archive)).toBe(true);
  release();
  await Promise.all(uses);
  await store.prune(() => false);
  expect(existsSync(first.archive)).toBe(false);
});

test('a pruned revision is packed again from its artifact', async () => {
  const { store, artifact } = await opened();
  const once = (): Promise<Revision> => store.use(artifact('e-1'), async (revision) => revision);
  const { archive } = await once();
  await store.prune(() => false);
  expect((await once()).archive).toBe(archive);
  expect(existsSync(archive)).toBe(true);
});
