import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine, type EngineOptions } from '../../src/engine/engine';
import { RunSecrets } from '../../src/engine/secrets/run-secrets';
import { StateDirectory } from '../../src/engine/state/state-directory';
import type { Message } from '../../src/messages/message';

const before = process.env.TMPDIR;
let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'gostyle-test-')); });
afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(folder, { recursive: true });
});

test('a run starts, with a warning, though what a build of an earlier run left cannot be deleted', async () => {
  // Where builds work is below a file now, so nothing there can be deleted.
  process.env.TMPDIR = join(folder, 'file');
  writeFileSync(process.env.TMPDIR, '');
  const engine = new Engine({
    app: { directory: 'infrastructure', synthesize: () => Promise.reject(new Error('synthesis has begun')) },
    repository: { branch: () => Promise.resolve('main') },
    state: await StateDirectory.open(join(folder, 'state')),
    approvals: 'all',
    secrets: new RunSecrets({}),
    kinds: [],
  } as unknown as EngineOptions);
  const messages: Message[] = [];
  engine.onMessage((message) => messages.push(message));
  try {
    await expect(engine.start()).rejects.toThrow('synthesis has begun');
    expect(messages.map(({ level, code }) => `${level} ${code}`)).toEqual(['warning execution.not-tidied', 'info app.synthesizing']);
  } finally {
    await engine.close();
  }
});
