import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { TestInstances } from './test-instances';
import { CommandAnswer } from '../../src/fleet/systemd/command-answer';
import { ControlChannel, type AnswerCommand } from '../../src/fleet/systemd/control-channel';

const PIECE_BYTES = 4096;
/** More than a FIFO takes before it is read. */
const LONG = 'x'.repeat(50 * PIECE_BYTES);

const instances = new TestInstances();
let channel: ControlChannel;
let reply: number;
let written: jest.SpyInstance;

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
afterEach(() => {
  channel.close();
  closeSync(reply);
  jest.useRealTimers();
  jest.restoreAllMocks();
  return instances.removeAll();
});

/** Sends one request, and resolves when the FIFO of the answer is full. */
async function request(answer: AnswerCommand): Promise<void> {
  const folder = instances.directory();
  mkdirSync(join(folder, 'replies'));
  execFileSync('mkfifo', ['control', 'query', 'replies/1'].map((name) => join(folder, name)));
  written = jest.spyOn(Socket.prototype, 'write');
  channel = new ControlChannel(folder, answer);
  reply = openSync(join(folder, 'replies/1'), constants.O_RDONLY + constants.O_NONBLOCK);
  writeFileSync(join(folder, 'query'), '1\x1fjournalctl\n', { flag: 'a' });
  await settled();
}

/** Resolves when the channel waits for the reader: no piece follows in several turns of the event loop. */
async function settled(): Promise<void> {
  for (let quiet = 0, before = -1; quiet < 20; quiet += 1) {
    if (written.mock.calls.length !== before) quiet = 0;
    before = written.mock.calls.length;
    await new Promise(setImmediate);
  }
}

/** Reads the answer to its end, one piece after another. */
async function readSlowly(milliseconds: number): Promise<string> {
  const piece = Buffer.alloc(PIECE_BYTES);
  let text = '';
  for (let length = -1; length !== 0;) {
    length = read(piece);
    text += piece.toString('utf8', 0, Math.max(length, 0));
    if (length > 0) jest.advanceTimersByTime(milliseconds);
    await settled();
  }
  return text;
}

/** The length of what was read, -1 if there is nothing yet, 0 at the end. */
function read(piece: Buffer): number {
  try {
    return readSync(reply, piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    return -1;
  }
}

test('a client that reads slowly gets its whole answer', async () => {
  await request(() => Promise.resolve(new CommandAnswer().out(LONG)));
  expect(await readSlowly(9_000)).toBe(new CommandAnswer().out(LONG).encode());
});

test.each<[string, AnswerCommand]>([
  ['the answer', () => Promise.resolve(new CommandAnswer().out(LONG))],
  ['what came before its end', (_command, _args, _isPrivileged, send) => (send(LONG), Promise.resolve(new CommandAnswer()))],
])('a client that does not read %s loses the rest, and sees its end', async (_what, answer) => {
  await request(answer);
  jest.advanceTimersByTime(10_001);
  await settled();
  const text = await readSlowly(0);
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThan(LONG.length);
});
