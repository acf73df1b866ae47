import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterTest } from './after-test';
import { CdkApp } from '../../src/engine/execution/cdk-app';

test('a build server that the app leaves running with its output does not hold up the synthesis', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-app-'));
  afterTest(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'cdk.json'), JSON.stringify({ app: 'sleep 600 & echo $! >server; echo synthesized' }));
  afterTest(() => process.kill(Number(readFileSync(join(directory, 'server'), 'utf8')), 'SIGKILL'));
  const app = await CdkApp.open(directory);
  const lines: string[] = [];
  await app.synthesize(join(directory, 'cdk.out'), new AbortController().signal, (line) => lines.push(line));
  expect(lines[0]).toBe('synthesized');
});
