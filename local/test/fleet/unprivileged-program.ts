// Runs an instance as the current user, and prints what hooks can do in it and whether its files can be removed.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inside, installUnit } from './test-instances';
import { removeState } from '../../src/engine/state/remove-state';
import { checkFleetSupport, launchInstance } from '../../src/fleet';
import { Reporter } from '../../src/messages/reporter';

async function tryInstance(directory: string): Promise<unknown> {
  const problems = await checkFleetSupport(directory);
  if (problems.length > 0) return { problems };
  const files = join(directory, 'environments/staging/instances/i-0123456789abcdef0');
  const instance = await launchInstance({
    id: 'i-0123456789abcdef0',
    availabilityZone: 'eu-west-1a',
    host: '127.0.0.1',
    port: 3001,
    userData: '#!/bin/sh\nset -e\nmkdir -p /etc/gostyle /opt/web\necho PORT=3000 >/etc/gostyle/environment\n'
      + 'useradd --system web\necho SECRET=of-web >/opt/web/secret.env\n'
      + 'chown -R web:web /opt/web\nchmod 700 /opt/web\nchmod 600 /opt/web/secret.env\n',
    environmentFile: '/etc/gostyle/environment',
    environment: { PORT: '3001' },
    directory: files,
  }, new Reporter(() => undefined));
  await installUnit(instance, 'web.service',
    '[Service]\nUser=web\nType=oneshot\nRemainAfterExit=yes\nEnvironmentFile=/etc/gostyle/environment\n'
    + 'EnvironmentFile=/opt/web/secret.env\nExecStart=/bin/sh -c "echo $(id -un) $SECRET >/opt/web/user"\n[Install]\nWantedBy=multi-user.target');
  const { stdout } = await inside(instance,
    'systemctl enable --now web 2>/dev/null; cat /opt/web/user /etc/gostyle/environment; stat -c %U /opt/web; id -u');
  const { userData } = instance;
  await instance.stop();
  const again = await launchInstance({
    ...instance,
    userData: '',
    environmentFile: '/etc/x',
    environment: {},
    directory: files,
  }, new Reporter(() => undefined));
  const active = (await inside(again, 'systemctl is-active web')).stdout;
  await again.stop();
  const byHand = removed(directory);
  await removeState(directory);
  return { userData, lines: stdout.split('\n'), active, byHand, afterClean: existsSync(directory) };
}

/** Without a user namespace: this user does not own the files of an instance's users. */
function removed(directory: string): string {
  try {
    rmSync(directory, { recursive: true });
    return 'removed';
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

void tryInstance(process.argv[2]!).then((result) => process.stdout.write(JSON.stringify(result)));
