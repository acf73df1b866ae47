import { Server } from 'node:net';
import { hostAddress } from '../../src/fleet/host-address';
import { Reporter } from '../../src/messages/reporter';

test('a host that finds too many open files fails, but not those that are launched later', async () => {
  const reporter = new Reporter(() => undefined);
  jest.spyOn(Server.prototype, 'listen').mockImplementationOnce(function (this: Server) {
    process.nextTick(() => this.emit('error', Object.assign(new Error('too many open files'), { code: 'EMFILE' })));
    return this;
  });
  await expect(hostAddress(reporter)).rejects.toThrow('too many open files');
  expect(await hostAddress(reporter)).toMatchObject({ host: expect.stringMatching(/^127\./) as string });
});
