import { folded } from '../../../src/resources/hosts/why-failed';

test('repeated crash messages are one line, whatever their counter, time and process id', () => {
  expect(folded([
    'web.service: Scheduled restart job, restart counter is at 1.', '2026-11-26 10:42:45.123 [712] ERROR no database', 'listening on 3000',
    'web.service: Scheduled restart job, restart counter is at 2.', '2026-11-26 10:42:47.456 [718] ERROR no database', 'listening on 3001',
  ])).toEqual([
    'web.service: Scheduled restart job, restart counter is at 1. (2 times)', '2026-11-26 10:42:45.123 [712] ERROR no database (2 times)',
    'listening on 3000', 'listening on 3001',
  ]);
});
