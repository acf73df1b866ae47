// A runner of one instance, to be killed by a test.
import { launchInstance } from '../../src/fleet';
import { Reporter } from '../../src/messages/reporter';

const UNIT = '[Service]\nExecStart=/bin/sleep 1000\n[Install]\nWantedBy=multi-user.target\n';

void launchInstance({
  id: 'i-0123456789abcdef0',
  availabilityZone: 'eu-west-1a',
  host: '127.0.0.1',
  port: 3001,
  userData: `#!/bin/sh\nprintf '${UNIT.replace(/\n/g, '\\n')}' >/etc/systemd/system/sleeper.service\nsystemctl enable --now sleeper\n`,
  environmentFile: '/etc/gostyle/environment',
  environment: {},
  directory: process.argv[2]!,
}, new Reporter(() => undefined)).then(() => process.stdout.write('running\n'));
