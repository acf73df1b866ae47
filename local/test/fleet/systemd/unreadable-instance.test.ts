import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InsideFiles } from '../../../src/fleet/machine/inside-files';
import type { InsideProcess } from '../../../src/fleet/machine/inside-process';
import type { Service } from '../../../src/fleet/systemd/service';
import type { UnitHost } from '../../../src/fleet/systemd/unit-host';
import { UnitManager } from '../../../src/fleet/systemd/unit-manager';
import type { ExitStatus } from '../../../src/model/instance';
import { parseUnitName } from '../../../src/unit/unit-name';
import { afterTest } from '../../engine/after-test';
import { until } from '../../until';

const PID = 7;
const NAME = parseUnitName('web.service')!;
const UNIT = '[Service]\nExecStart=/bin/web\nExecStop=/bin/stop\nEnvironmentFile=/etc/web\n';

afterEach(() => jest.restoreAllMocks());

/** A service that runs in an instance of which only the files exist. The returned function ends its program. */
async function running(): Promise<{ service: Service; files: InsideFiles; said: string[]; end: (status: ExitStatus) => void }> {
  const root = mkdtempSync(join(tmpdir(), 'gostyle-instance-'));
  afterTest(() => rmSync(root, { recursive: true }));
  const own = join(root, 'proc', String(PID));
  for (const folder of ['etc/systemd/system', `proc/${PID}`, 'proc/1']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'etc/systemd/system/web.service'), UNIT);
  for (const file of ['etc/web', 'proc/1/mountinfo']) writeFileSync(join(root, file), '');
  writeFileSync(join(own, 'cmdline'), '/bin/web\0');
  const files = new InsideFiles(root);
  const said: string[] = [];
  let end = (_status: ExitStatus) => {};
  const main = new Promise<ExitStatus>((resolve) => { end = resolve; });
  const host = {
    files,
    proc: join(root, 'proc'),
    environmentAsRoot: () => undefined,
    ownEnvironment: () => ({}),
    signal: () => Promise.resolve(),
    report: (level, code, message) => said.push(`${level} ${code} ${message}`),
    run: (argv) => ({
      pid: Promise.resolve(argv[0] === '/bin/web' ? PID : PID + 1),
      exited: argv[0] === '/bin/web' ? main : Promise.resolve({ code: 0, signal: null }),
      input: { end: () => undefined },
      kill: () => undefined,
    } as unknown as InsideProcess),
  } as Partial<UnitHost> as UnitHost;
  const manager = new UnitManager(host, join(root, 'logs'));
  expect(await manager.prepareStart(NAME)()).toEqual({ kind: 'done' });
  const service = manager.registry.unit(NAME) as Service;
  expect(service.active).toBe('active');
  return {
    service,
    files,
    said,
    end: (status) => {
      rmSync(own, { recursive: true });
      end(status);
    },
  };
}

test('a service that ends while its files cannot be read fails, and the run goes on', async () => {
  const { service, files, said, end } = await running();
  jest.spyOn(files, 'matching').mockImplementation(() => {
    throw Object.assign(new Error("EACCES: permission denied, lstat '/proc/4711/root/etc'"), { code: 'EACCES' });
  });
  end({ code: 0, signal: null });
  await until(() => service.active === 'failed');
  expect(service.result).toBe('resources');
  expect(said.at(-1)).toBe('warning instance.unit.failed web.service failed: resources');
  expect(service.log.entries().map(({ text }) => text)).toContainEqual(expect.stringContaining('EACCES'));
});

test('why a program could not be started may be unknown', async () => {
  const { service, files, end } = await running();
  jest.spyOn(files, 'exists').mockImplementation(() => {
    throw Object.assign(new Error("EACCES: permission denied, lstat '/proc/4711/root/bin'"), { code: 'EACCES' });
  });
  end({ code: 203, signal: null });
  await until(() => service.active === 'failed');
  expect(service.result).toBe('exit-code');
});

test('an error of what nobody waits for fails its service, unless the instance is gone', async () => {
  const { service, said } = await running();
  const before = said.length;
  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
  service.unattended(Promise.reject(new Error('it ends')));
  await nextTurn();
  expect(service.active).toBe('failed');
  const told = said.length;
  expect(told).toBeGreaterThan(before);
  service.abandon();
  service.unattended(Promise.reject(new Error('it has ended')));
  await nextTurn();
  expect(said).toHaveLength(told);
});
