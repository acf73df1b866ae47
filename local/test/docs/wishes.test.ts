import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an environment can have besides its network, load balancer and compute, each with the heading under which its page says what it is. */
const WISHES: readonly (readonly [page: string, heading: string])[] = [
  ['database', 'A database'],
  ['cache', 'A cache'],
  ['secrets', 'Secrets'],
  ['commands', 'Commands before and after a deployment'],
  ['protection', 'Firewall'],
  ['protection', 'Threat detection'],
  ['protection', 'Flow logs'],
  ['cdn', 'A content delivery network'],
  ['logs', 'OpenSearch'],
  ['observability', 'Notifications'],
  ['provisioning', 'Provisioning: preparing a host before its first revision'],
  ['baked-images', 'Baked machine images'],
  ['domains-and-tls', 'Names and certificates'],
];
const ROWS = ['cost', 'consequence', 'turn it off', 'bring your own'];

test.each(WISHES)('docs/%s.md, %s: what it costs and changes, how to turn it off, how to bring your own', (page, heading) => {
  const text = readFileSync(join(__dirname, '../../../docs', `${page}.md`), 'utf8');
  const section = text.split(/^#{1,2} /m).find((each) => each.startsWith(`${heading}\n`));
  const rows = [...section?.matchAll(/^\| ([^|]+) \| ([^|]+)/gm) ?? []].map(([, name]) => name!);
  expect(ROWS.filter((row) => !rows.some((name) => name === row || name === `${row} a month`))).toEqual([]);
});
