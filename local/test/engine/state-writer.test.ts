import { StateWriter } from '../../src/engine/state/state-writer';
import type { Message } from '../../src/messages/message';
import { Reporter } from '../../src/messages/reporter';

const silent = new Reporter(() => undefined);

test('each file gets its newest state, one write at a time', async () => {
  const written: string[] = [];
  let busy = false;
  const writer = new StateWriter({
    write: async (path, value) => {
      expect(busy).toBe(false);
      busy = true;
      await new Promise((resolve) => setImmediate(resolve));
      busy = false;
      written.push(`${path} ${String(value)}`);
    },
  }, silent);
  for (const value of [1, 2, 3]) writer.put('a', value);
  writer.put('b', 1);
  await writer.done();
  expect(written).toEqual(['a 1', 'a 3', 'b 1']);
});

test('a failed write is reported once and retried until it succeeds', async () => {
  const messages: Message[] = [];
  const heard = (code: string) => new Promise<void>((resolve) => { awaited.set(code, resolve); });
  const awaited = new Map<string, () => void>();
  let full = true;
  const written: unknown[] = [];
  const writer = new StateWriter({
    write: async (_, value) => {
      if (full) throw new Error('no space left on device');
      written.push(value);
    },
  }, new Reporter((message) => {
    messages.push(message);
    awaited.get(message.code)?.();
  }));
  const saved = heard('state.saved');
  writer.put('a', 1);
  await writer.done();
  writer.put('a', 2);
  await writer.done();
  expect(written).toEqual([]);
  writer.put('a', 3);
  full = false;
  await saved;
  expect(written).toEqual([3]);
  expect(messages.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'state.not-saved: a could not be written and will be retried: no space left on device',
    'state.saved: a has been written',
  ]);
  await writer.done();
});
