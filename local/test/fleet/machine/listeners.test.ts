import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { listenersBelow } from '../../../src/fleet/machine/listeners';

/** Listens, and opens and closes files all the time. */
const BUSY_SERVER = `
const { closeSync, openSync } = require('node:fs');
const server = require('node:net').createServer().listen(0, '127.0.0.1', () => {
  console.log(server.address().port);
  (function work() {
    for (let times = 0; times < 50; times += 1) [1, 2, 3].map(() => openSync('/dev/null')).forEach(closeSync);
    setImmediate(work);
  })();
});`;

test('a program that closes a file meanwhile still listens', async () => {
  const program = spawn(process.execPath, ['-e', BUSY_SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(program.stdout.setEncoding('utf8'), 'data') as [string];
    const looks = Array.from({ length: 100 }, () => listenersBelow(program.pid!).map(({ port }) => port));
    expect(looks).toEqual(looks.map(() => [Number(line)]));
  } finally {
    program.kill('SIGKILL');
  }
});
