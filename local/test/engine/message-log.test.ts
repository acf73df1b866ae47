import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterTest } from './after-test';
import { stageOutput } from '../../src/engine/stage-output';
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

async function messageLog(): Promise<{ log: MessageLog; directory: string; codesOf: (executionId: string) => Promise<string[]> }> {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-message-log-'));
  afterTest(() => rmSync(directory, { recursive: true, force: true }));
  const state = await StateDirectory.open(directory);
  afterTest(() => state.close());
  const log = new MessageLog(state);
  return { log, directory, codesOf: async (executionId) => (await log.query({ executionId, limit: 10 })).map(({ code }) => code) };
}

test('keeps the order of an execution\'s messages, but no file open', async () => {
  const { log, directory, codesOf } = await messageLog();

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

test('the output of a build is read in pages, without the other messages of the execution', async () => {
  const { log, directory } = await messageLog();
  const path = join(directory, 'executions/a/messages.jsonl');
  const print = async (...lines: readonly Partial<Message>[]): Promise<void> => {
    for (const line of lines) log.append({ ...message('a', 'build.output'), stage: 'Build', ...line });
    await log.close();
  };
  await print({ message: 'one' }, { code: 'build.phase' }, { stage: 'staging', action: 'BeforeDeployment', message: 'migrated' }, { message: 'two' });
  const first = await stageOutput(path, 'Build');
  expect(first).toMatchObject({ logs: [{ source: 'Build', lines: ['one', 'two'] }], more: true });
  expect(await stageOutput(path, 'staging')).toMatchObject({
    logs: [{ source: 'BeforeDeployment', lines: ['migrated'], times: ['2026-01-01T00:00:00.000Z'] }],
  });
  expect(await stageOutput(path, 'Build', first.cursor)).toEqual({ logs: [], more: false, cursor: first.cursor });
  await print({ message: 'three' });
  expect(await stageOutput(path, 'Build', first.cursor)).toMatchObject({ logs: [{ lines: ['three'] }] });
  expect(await stageOutput(join(directory, 'executions/b/messages.jsonl'), 'Build')).toMatchObject({ logs: [], more: false });
});

test('a query ends even if a build prints without a pause', async () => {
  const { log, codesOf } = await messageLog();
  let isPrinting = true;
  const print = (): void => {
    if (!isPrinting) return;
    log.append(message('a', 'build.output'));
    setImmediate(print);
  };
  afterTest(() => { isPrinting = false; });
  log.append(message('b', 'execution.started'));
  print();
  expect(await codesOf('b')).toEqual(['execution.started']);
  isPrinting = false;
  await log.close();
});
