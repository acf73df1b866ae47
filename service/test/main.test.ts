import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

interface LogLine {
  readonly level: string;
  readonly message: { readonly event?: string; readonly message?: string; readonly address?: { readonly port: number } };
}

const started: ChildProcess[] = [];

/** A test that fails ends before its process does. */
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function startProcess(environment: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], {
    env: { HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const lines: LogLine[] = [];
  const waiting = new Map<string, (line: LogLine) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (text) => {
      const line = JSON.parse(text) as LogLine;
      lines.push(line);
      waiting.get(line.message.event ?? '')?.(line);
    });
  }
  const exited = once(child, 'close').then(([code]) => code as number);
  const logged = (event: string) => new Promise<LogLine>((resolve) => waiting.set(event, resolve));
  return { child, lines, exited, logged };
}

test.each(['SIGTERM', 'SIGINT'] as const)('serves, and ends with status 0 on %s', async (signal) => {
  const { child, exited, logged } = startProcess({});
  const { message } = await logged('listening');
  expect((await fetch(`http://127.0.0.1:${message.address?.port}/health`, { headers: { connection: 'close' } })).status).toBe(200);

  child.kill(signal);

  expect(await exited).toBe(0);
});

test('fails with the name of the wrong variable before it listens', async () => {
  const { exited, lines } = startProcess({ PORT: 'none' });

  expect(await exited).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ level: 'fatal', message: { event: 'failed', message: expect.stringMatching(/^PORT: /) } });
});

test('fails when its port is taken', async () => {
  const first = startProcess({});
  const { message } = await first.logged('listening');
  const second = startProcess({ PORT: String(message.address?.port) });

  expect(await second.exited).toBe(1);
  expect(second.lines.at(-1)).toMatchObject({ level: 'fatal', message: { message: expect.stringContaining('EADDRINUSE') } });
  first.child.kill('SIGTERM');
  await first.exited;
});
