import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inside, TestInstances } from './test-instances';
import type { Instance } from '../../src/model/instance';

const instances = new TestInstances();
afterEach(() => instances.removeAll());

/** Of these tests only, because `/proc` shows all processes of the machine. */
const SECRET = `only-for-the-program-${process.pid}`;

/** The command lines of this machine, which all its users may read. */
function commandLines(): string {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  }).join('\n');
}

async function startService(instance: Instance, lines: string): Promise<void> {
  const { code, stderr } = await inside(instance, `cat >/etc/systemd/system/web.service <<'END'
[Service]
${lines}
END
systemctl daemon-reload && systemctl start web`);
  expect({ code, stderr }).toMatchObject({ code: 0 });
}

test('no user of the machine sees the values of a service\'s environment in a command line', async () => {
  const instance = await instances.launch();
  await inside(instance, `printf '%s\\n' 'KEY=${SECRET}' 'OTHER="two words and ${SECRET}"' >/etc/web.env`);
  await startService(instance, 'EnvironmentFile=/etc/web.env\nPrivateTmp=yes\nExecStart=/bin/sleep 1000');
  expect(commandLines()).toContain('sleep\0' + '1000');
  expect(commandLines()).not.toContain(SECRET);
});

const SCRIPT = join(__dirname, '../../src/fleet/scripts/with-environment.sh');
const NAMES = [
  'LD_NAME', 'LC_ALL', 'LANG', 'UID', '_', 'BASH_ENV', 'OPTIND', 'SECONDS', 'PERL5LIB', 'gostyle_next', 'GOSTYLE_VARIABLE_2', 'a.b', 'PLAIN',
];
const SHELLS = ['sh', 'bash', 'dash'].filter((shell) => existsSync(`/bin/${shell}`));
/** `python3` on a developer's PATH may be a script of a version manager, so use the real program. */
const WHERE = { env: 'command -v env', perl: 'command -v perl', python3: 'python3 -c "import sys; print(sys.executable)"' };
type Helper = keyof typeof WHERE;

/** Wrappers that record their arguments in a file and then run the real programs. */
function recordingPrograms(names: readonly Helper[]): { readonly folder: string; readonly seen: () => string } {
  const folder = instances.directory();
  const log = join(folder, 'arguments');
  for (const name of names) {
    const real = execFileSync('sh', ['-c', WHERE[name]], { encoding: 'utf8' }).trim();
    writeFileSync(join(folder, name), `#!/bin/sh\nprintf '%s\\n' "$0" "$@" >>${log}\nexec ${real} "$@"\n`, { mode: 0o755 });
  }
  return { folder, seen: () => readFileSync(log, 'utf8') };
}

function runWithEnvironment(shell: string, folder: string, names: readonly string[]): SpawnSyncReturns<string> {
  const carried = names.map((name, index) => [`GOSTYLE_VARIABLE_${index + 1}`, `${name}=${name} is\n${SECRET}`]);
  return spawnSync(`/bin/${shell}`, ['-c', '. "$0"', SCRIPT, 'INVOCATION_ID=1', '/usr/bin/env', '-0'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: folder, LANG: 'C.UTF-8', ...Object.fromEntries(carried) } });
}

/** The wrapper is a shell, which adds its own variables. */
function valuesIn(environment: string, names: readonly string[]): string[] {
  return environment.split('\0').filter((line) => ['INVOCATION_ID', ...names].includes(line.split('=')[0]!)).sort();
}

function expectedValues(names: readonly string[]): string[] {
  return ['INVOCATION_ID=1', ...names.map((name) => `${name}=${name} is\n${SECRET}`)].sort();
}

describe.each(SHELLS)('%s passes variables to a program without their values in arguments', (shell) => {
  test('by env, if a shell can hold all of them', () => {
    const { folder, seen } = recordingPrograms(['env']);
    const names = ['LC_ALL', 'LANG', 'PLAIN'];
    const { stdout, stderr } = runWithEnvironment(shell, folder, names);
    expect([valuesIn(stdout, names), stderr]).toEqual([expectedValues(names), '']);
    expect(seen()).toContain('INVOCATION_ID=1');
    expect(seen()).not.toContain(SECRET);
  });

  test.each(['perl', 'python3'] as const)('by %s, if a name has a special meaning for a shell or the loader', (program) => {
    const { folder, seen } = recordingPrograms(['env', program]);
    const { stdout, stderr } = runWithEnvironment(shell, folder, NAMES);
    expect([valuesIn(stdout, NAMES), stderr]).toEqual([expectedValues(NAMES), '']);
    expect(seen()).toContain(program);
    expect(seen()).not.toContain(SECRET);
  });

  test('or not at all, with a message about what is missing', () => {
    const { folder } = recordingPrograms(['env']);
    const { status, stdout, stderr } = runWithEnvironment(shell, folder, NAMES);
    expect([status, stdout]).toEqual([203, '']);
    expect(stderr).toMatch(/^without perl or python3 this instance cannot give a program the variable \S+ unseen: install one of them$/m);
    expect(stderr).not.toContain(SECRET);
  });
});

test('a program has exactly the given variables, whatever they mean to a shell', async () => {
  const instance = await instances.launch();
  await startService(instance, [
    'ExecStart=/bin/sleep 1000', 'Environment="QUOTES=it\'s $HOME `id` \\"x\\"" "LINES=one\\ntwo" EMPTY= IFS=e PATH=/nowhere',
    'Environment=UID=7 OPTIND=x PWD=/w LD_NAME=a _=u GOSTYLE_VARIABLE_1=mine SECONDS=nine LC_ALL=xx ENV=/etc/passwd PS4=`id`',
  ].join('\n'));
  const { stdout } = await inside(instance, 'tr "\\n\\0" "|\\n" </proc/$(systemctl show --property=MainPID --value web)/environ | sort');
  expect(stdout.split('\n').filter((line) => !/^(INVOCATION_ID|JOURNAL_STREAM|SYSTEMD_EXEC_PID|LANG)=/.test(line))).toEqual([
    'EMPTY=', 'ENV=/etc/passwd', 'GOSTYLE_VARIABLE_1=mine', 'IFS=e', 'LC_ALL=xx', 'LD_NAME=a', 'LINES=one|two', 'OPTIND=x',
    'PATH=/nowhere', 'PS4=`id`', 'PWD=/w', 'QUOTES=it\'s $HOME `id` "x"', 'SECONDS=nine', 'UID=7', '_=u',
  ]);
});

test('a hook has the given variables', async () => {
  const instance = await instances.launch();
  const { stdout } = await inside(instance, 'env | sort');
  expect(stdout.split('\n').filter((line) => !/^(PATH|LANG|PWD)=/.test(line))).toEqual([]);
});
