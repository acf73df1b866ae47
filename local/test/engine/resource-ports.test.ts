import { once } from 'node:events';
import { createServer } from 'node:net';
import { ResourcePorts } from '../../src/engine/environment/resource-ports';
import type { EnvironmentFile } from '../../src/resources';
import { freePort, returnPort } from '../../src/system/free-port';

test('the port that a resource had in the last run is given to no other process, also while nobody listens on it', async () => {
  const port = await freePort();
  returnPort(port);
  const file = { record: { ports: { Database: port } }, change: () => undefined };
  expect(await new ResourcePorts(file as unknown as EnvironmentFile).reserve('Database')).toEqual({ host: '127.0.0.1', port });
  const other = createServer().listen(`\0gostyle-port-${port}`);
  await expect(once(other, 'listening')).rejects.toThrow('EADDRINUSE');
});
