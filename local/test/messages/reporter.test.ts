import type { Message } from '../../src/messages/message';
import { Reporter } from '../../src/messages/reporter';

test('the same message of several instances about a unit is reported once until it changes, other messages each time', () => {
  const said: Message[] = [];
  const report = new Reporter((message) => said.push(message)).once('instance.unit.not-imitated');
  for (const instance of ['i-1', 'i-2']) {
    report.within({ instance }).info('instance.unit.not-imitated', 'web.service: no effect locally: MemoryMax=');
    report.within({ instance }).warning('instance.unit.failed', 'web.service failed: exit-code');
  }
  report.within({ instance: 'i-1' }).info('instance.unit.not-imitated', 'web.service: no effect locally: CPUQuota=');
  expect(said.map(({ instance, message }) => [instance, message])).toEqual([
    ['i-1', 'web.service: no effect locally: MemoryMax='],
    ['i-1', 'web.service failed: exit-code'],
    ['i-2', 'web.service failed: exit-code'],
    ['i-1', 'web.service: no effect locally: CPUQuota='],
  ]);
});
