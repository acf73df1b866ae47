import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { freePort, isFreePort, regainPort, returnPort } from '../../src/system/free-port';
import { heardFrom } from '../heard-from';

test('a port is given once, and can be had again by the process that was given it', async () => {
  const ports = await Promise.all(Array.from({ length: 100 }, freePort));
  expect(new Set(ports).size).toBe(100);
  for (const port of ports) expect(await regainPort(port)).toBe(true);
});

test('a port on which somebody listens is not free', async () => {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect(await regainPort(port)).toBe(false);
  server.close();
  await once(server, 'close');
  expect(await regainPort(port)).toBe(true);
});

test('a port that two ask for at the same time is free for both', async () => {
  const port = await freePort();
  returnPort(port);
  expect(await Promise.all([regainPort(port), regainPort(port)])).toEqual([true, true]);
});

test('a port that is not free is not kept', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await regainPort(port)).toBe(false);
  const other = createServer().listen(`\0gostyle-port-${port}`);
  await once(other, 'listening');
  other.close();
  server.close();
});

test('a port that another process has been given is not free until that has ended, though nobody listens on it', async () => {
  for (;;) {
    const port = await portOfTheKernel();
    const reserves = `require("node:net").createServer().listen("\\0gostyle-port-${port}", () => console.log("reserved"))`;
    const other = spawn(process.execPath, ['-e', reserves], { stdio: ['ignore', 'pipe', 'inherit'] });
    await heardFrom(other, once(other.stdout, 'data'));
    expect(await regainPort(port)).toBe(false);
    other.kill('SIGKILL');
    await once(other, 'exit');
    // The kernel may have given it to a connection of any program meanwhile.
    if (!await isFreePort(port)) continue;
    expect(await regainPort(port)).toBe(true);
    return;
  }
});

/** One of the kernel's choice is in no range of ours. */
async function portOfTheKernel(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('a port that was returned can be given to another process', async () => {
  const port = await freePort();
  const name = `\0gostyle-port-${port}`;
  const taken = createServer().listen(name);
  await expect(once(taken, 'listening')).rejects.toThrow('EADDRINUSE');
  returnPort(port);
  const free = createServer().listen(name);
  await once(free, 'listening');
  expect(await regainPort(port)).toBe(false);
  free.close();
});
