import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { starterOf } from '../../src/init/starter';
import { PATIENCE_MS } from '../until';

test('the test of a new Node.js application ends when it fails, and so does the build', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-starter-test-'));
  try {
    const { files } = (await starterOf('nodejs', directory, '.'))!;
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text.replace('response.end(', 'response.writeHead(500).end('));
    }
    const { status, signal } = spawnSync('node', ['test/server.test.js'], { cwd: directory, timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
    expect([status, signal]).toEqual([1, null]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
