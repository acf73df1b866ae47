import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Template } from '../../src/assembly';
import { ResourcePorts } from '../../src/engine/environment/resource-ports';
import type { EnvironmentFile, ResourceKind } from '../../src/resources';
import { freePort, returnPort } from '../../src/system/free-port';

const DATABASE = 'AWS::RDS::DBInstance';
const kinds = [{ types: [DATABASE], attributes: (_resource, { port }) => ({ 'Endpoint.Port': port }) } as Partial<ResourceKind> as ResourceKind];
const template = { resources: { Database: { type: DATABASE } } } as unknown as Template;

test('the port that a resource had in the last run is given to no other process, also while nobody listens on it', async () => {
  const port = await freePort();
  returnPort(port);
  const file = { record: { ports: { Database: port } }, change: () => undefined };
  expect(await new ResourcePorts(file as unknown as EnvironmentFile).reserve('Database')).toEqual({ host: '127.0.0.1', port });
  const other = createServer().listen(`\0gostyle-port-${port}`);
  await expect(once(other, 'listening')).rejects.toThrow('EADDRINUSE');
});

test('a template that is resolved while its resource starts gets the port of the resource', async () => {
  const port = await freePort();
  returnPort(port);
  const ports = new ResourcePorts({ record: { ports: { Database: port } }, change: () => undefined } as unknown as EnvironmentFile);
  const [, attributes] = await Promise.all([ports.reserve('Database'), ports.attributesIn(template, kinds)]);
  expect(attributes('Database')).toEqual({ 'Endpoint.Port': port });
});

test('a template whose resource has started while its port was looked at gets the port of the resource', async () => {
  const port = await freePort();
  const ports = new ResourcePorts({ record: { ports: { Database: port } }, change: () => undefined } as unknown as EnvironmentFile);
  const started = createServer().listen(port, '127.0.0.1');
  await once(started, 'listening');
  const [attributes] = await Promise.all([ports.attributesIn(template, kinds), ports.reserve('Database')]);
  started.close();
  expect(attributes('Database')).toEqual({ 'Endpoint.Port': port });
});
