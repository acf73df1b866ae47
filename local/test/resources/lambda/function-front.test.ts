import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { FunctionFront } from '../../../src/resources/lambda/function-front';
import { afterTest } from '../../engine/after-test';

const UPGRADE = 'GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n';

async function front(): Promise<{ server: Server; client: Socket }> {
  const opened = new FunctionFront(() => Promise.reject(new Error('nothing is invoked')), () => undefined);
  afterTest(() => opened.close());
  const client = connect(await opened.listen(), '127.0.0.1').setEncoding('utf8');
  client.on('error', () => undefined);
  afterTest(() => client.destroy());
  return { server: (opened as unknown as { server: Server }).server, client };
}

test('an upgrade is refused, as by the load balancer for functions', async () => {
  const { client } = await front();
  client.write(UPGRADE);
  expect((await once(client, 'data'))[0]).toMatch(/^HTTP\/1\.1 400 /);
});

test('a client that resets its connection during an upgrade does no harm', async () => {
  const { server, client } = await front();
  const upgraded = once(server, 'upgrade') as Promise<[unknown, Socket]>;
  client.write(UPGRADE);
  const [, socket] = await upgraded;
  // Jest fails a test with an error that nobody handles.
  socket.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
  await new Promise((resolve) => { socket.once('close', resolve); });
});
