import { GIVEN, GIVEN_MISTAKES, type Mistake } from './mistakes';
import { appspec, findingsWith, resultWith, unit, type Files } from './repository';

const ENV = ['/etc/gostyle/environment', '/etc/web/env'] as const;
const START = 'service/deploy/start.sh';

test.each<[string, Files]>([
  ['keys and sections of its author', unit('[Install]', '[X-Release]\nVersion=1\n\n[Install]\nX-Note=hello')],
  ['a command that is run once', unit('Restart=always', 'Type=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true')],
  ['an environment file that may be missing', unit(ENV[0], `-${ENV[1]}`)],
  ['an environment file whose name only the instance knows', unit(ENV[0], '/etc/%m/env')],
  ['an environment file that a hook writes', { ...unit(...ENV), [START]: '#!/bin/bash\nsystemctl daemon-reload\necho A=1 > /etc/web/env\n' }],
  ['an environment file that a script beside the hooks writes',
    { ...unit(...ENV), 'service/deploy/lib.sh': 'DIR=/etc/web\necho A=1 > "$DIR/$1"\n' }],
  ['an environment file that the revision brings',
    {
      ...unit(...ENV),
      'service/deploy/env': 'A=1\n',
      ...appspec('permissions:', '  - source: service/deploy/env\n    destination: /etc/web\npermissions:'),
    }],
  ['an environment file of a folder that the revision brings',
    {
      ...unit(ENV[0], '/etc/web/conf/env'),
      'service/deploy/conf/env': 'A=1\n',
      ...appspec('permissions:', '  - source: service/deploy/conf\n    destination: /etc/web/conf\npermissions:'),
    }],
  ['memory limits, sandboxing and comments',
    unit('Restart=always', '; as documented\nMemoryMax=1G\nSystemCallFilter=@system-service\nRestart=always')],
  ['a continued line', unit('/opt/web/main.mjs', '\\\n  # why\n  /opt/web/main.mjs')],
  ['a timer beside it',
    {
      'service/deploy/web.timer': '[Timer]\nOnCalendar=daily\n\n[Install]\nWantedBy=timers.target\n',
      ...appspec('permissions:', '  - source: service/deploy/web.timer\n    destination: /etc/systemd/system\npermissions:'),
    }],
])('%s: nothing is found', (_, changes) => {
  expect(findingsWith(changes)).toEqual([]);
});

test('suggests the key that was probably meant', () => {
  const fixOf = (changes: Files): string | undefined => resultWith(changes).findings[0]?.fix;
  expect(fixOf(unit('Restart=', 'Restrat='))).toBe('write Restart=');
  expect(fixOf(unit('[Install]', '[Instal]'))).toBe('write [Install]');
  expect(fixOf(unit('WantedBy=', 'After='))).toBe('move it to [Unit]');
  expect(fixOf(unit('ExecStart=/usr/local/bin/node /opt/web/main.mjs\n', ''))).toContain('systemd.service(5)');
});

const READS = 'EnvironmentFile=/etc/gostyle/environment\n';
const READS_SECRETS = 'EnvironmentFile=-/run/gostyle-secrets/environment\n';

test.each<Mistake>(GIVEN_MISTAKES)('for an environment with variables and secrets: %s', (...[, changes, ...expected]) => {
  expect(findingsWith(changes as Files, { given: GIVEN })).toEqual(expected);
});

test('for secrets that nothing reads, names the environment and the lines that would read them', () => {
  expect(resultWith({}, { given: GIVEN }).findings).toMatchObject([{
    message: 'the application gets no secrets of production, because no unit and no script of the revision reads /run/gostyle-secrets/environment',
    value: 'STRIPE_KEY',
    fix: 'write ExecStartPre=+/opt/gostyle/read-secrets and EnvironmentFile=-/run/gostyle-secrets/environment in [Service] of web.service',
  }]);
});

test.each<[string, Files]>([
  ['the unit', unit(READS, `${READS}${READS_SECRETS}`)],
  ['a hook script', { [START]: '#!/bin/bash\nset -a; . /run/gostyle-secrets/environment\nsystemctl daemon-reload\nsystemctl restart web\n' }],
  ['the script that the unit starts', { 'bin/run.sh': '#!/bin/bash\n. /run/gostyle-secrets/environment\nexec node main.mjs\n' }],
])('%s reads the secrets: nothing is found', (_what, changes) => {
  expect(findingsWith(changes, { given: GIVEN })).toEqual([]);
});
