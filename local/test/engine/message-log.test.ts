import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterTest } from './after-test';
import { MessageLog } from '../../src/engine/state/message-log';
import { StateDirectory } from '../../src/engine/state/state-directory';
import type { Message } from '../../src/messages/message';
import type { MessageCode } from '../../src/messages/message-codes';

const openFilesBelow = (directory: string): string[] => readdirSync('/proc/self/fd').flatMap((descriptor) => {
  try {
    const path = readlinkSync(`/proc/self/fd/${descriptor}`);
    return path.startsWith(directory) && path.endsWith('messages.jsonl') ? [path] : [];
  } catch {
    return [];
  }
});

const message = (executionId: string, code: MessageCode): Message => ({
  time: '2026-01-01T00:00:00.000Z', level: 'info', code, message: code, executionId,
});

test('keeps the order of an execution\'s messages and no file open', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-message-log-'));
  afterTest(() => rmSync(directory, { recursive: true, force: true }));
  const state = await StateDirectory.open(directory);
  afterTest(() => state.close());
  const log = new MessageLog(state);
  const codesOf = async (executionId: string): Promise<string[]> => (await log.query({ executionId, limit: 10 })).map(({ code }) => code);

  for (const id of ['a', 'b', 'c']) {
    log.append(message(id, 'execution.started'));
    log.append(message(id, 'execution.ended'));
  }
  expect(await codesOf('b')).toEqual(['execution.started', 'execution.ended']);
  expect(openFilesBelow(directory)).toEqual([]);

  log.append(message('b', 'execution.started'));
  log.append(message('b', 'execution.ended'));
  await log.close();
  expect(await codesOf('b')).toEqual(['execution.started', 'execution.ended', 'execution.started', 'execution.ended']);
  expect(await codesOf('c')).toEqual(['execution.started', 'execution.ended']);
});
