import { readdirSync, readFileSync } from 'node:fs';
import { inside, TestInstances } from './test-instances';
import type { Instance } from '../../src/model/instance';

const instances = new TestInstances();
afterEach(() => instances.removeAll());

const SECRET = 'only-for-the-program-5f2b';

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

test('a program has exactly the variables that it was given, whatever they mean to a shell', async () => {
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

test('a hook has the variables that it was given', async () => {
  const instance = await instances.launch();
  const { stdout } = await inside(instance, 'env | sort');
  expect(stdout.split('\n').filter((line) => !/^(PATH|LANG|PWD)=/.test(line))).toEqual([]);
});
