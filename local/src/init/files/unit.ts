import { unitStart } from './unit-start';
import { quotedWord } from '../../unit/quoted-word';
import type { Project } from '../project';

/** Always included, so that adding a database or a secret to the CDK app needs no change of the unit. */
const SECRETS = [
  '# Secrets and passwords of databases, where the CDK app has any: read at each start, with the role of the instance.',
  'ExecStartPre=+/bin/sh -c \'[ ! -x /opt/gostyle/read-secrets ] || exec /opt/gostyle/read-secrets\'',
  'EnvironmentFile=-/run/gostyle-secrets/environment',
];

/** The systemd unit of the application. */
export function unit({ application: { name, start, workingDirectory, environment } }: Project): string {
  const folder = workingDirectory === undefined ? `/opt/${name}` : `/opt/${name}/${workingDirectory}`;
  const { command, isJava, environment: ofCommand } = unitStart(start ?? `/opt/${name}/START-COMMAND`, folder);
  return [
    '[Unit]',
    `Description=${name}`,
    'Wants=network-online.target',
    'After=network-online.target',
    '# A failure may be temporary: keep restarting; the load balancer sees that it is not healthy.',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    '# PORT, HOST, HEALTH_CHECK_PATH, and the `environmentVariables` of the CDK app.',
    'EnvironmentFile=/etc/gostyle/environment',
    ...SECRETS,
    ...[...environment, ...ofCommand].map((each) => `Environment=${quotedWord(each)}`),
    // Read to the end of the line, without quotes.
    `WorkingDirectory=${folder.replaceAll('%', '%%')}`,
    `ExecStart=${command}`,
    ...isJava ? ['# Java exits with this status after SIGTERM.', 'SuccessExitStatus=143'] : [],
    'Restart=always',
    'RestartSec=1',
    'TimeoutStopSec=30',
    '# A user that exists only while it runs. Write files only below $STATE_DIRECTORY, which is its home.',
    'DynamicUser=yes',
    `StateDirectory=${name}`,
    `Environment=HOME=/var/lib/${name}`,
    'CapabilityBoundingSet=',
    'PrivateDevices=yes',
    'ProtectHome=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelTunables=yes',
    'ProtectControlGroups=yes',
    '# Otherwise journald drops lines of a busy application.',
    'LogRateLimitIntervalSec=0',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');
}
