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
