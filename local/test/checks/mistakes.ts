import { appspec, buildspec, unit } from './repository';
import type { GivenFile } from '../../src/checks/request';

/** A mistake: what it is, the change to a valid repository, and the finding that reports it: rule, file and line. */
export type Mistake = readonly [what: string, changes: Readonly<Record<string, string>>, ...findings: readonly string[]];

const START = 'service/deploy/start.sh';

/** In `buildspec.yml`. */
export const BUILDSPEC_MISTAKES: readonly Mistake[] = [
  ['no buildspec', { 'buildspec.yml': '' }, 'error buildspec.missing buildspec.yml:1'],
  ['a buildspec that is not YAML', buildspec('commands:', 'commands: ['), 'error buildspec.grammar buildspec.yml:5'],
  ['a version that does not exist', buildspec('0.2', '0.3'), 'error buildspec.grammar buildspec.yml:1'],
  ['a command that is a mapping', buildspec('scripts/build.sh', 'echo: hello'), 'error buildspec.grammar buildspec.yml:5'],
  ['a phase that does not exist', buildspec('  build:', '  compile:'), 'error buildspec.grammar buildspec.yml:3'],
  ['a key that CodeBuild ignores', buildspec('artifacts:', 'artefacts:\n  x: y\nartifacts:'), 'warning buildspec.ignored buildspec.yml:6'],
  ['an artifact with a name that the pipeline does not expect',
    buildspec('Application:', 'Revision:'),
    'error buildspec.artifact buildspec.yml:7', 'warning buildspec.artifact buildspec.yml:9'],
  ['an artifact without files', buildspec("      files: ['**/*']", '      name: cdk'), 'error buildspec.artifact-files buildspec.yml:14'],
  ['an artifact outside the repository',
    buildspec('- appspec.yml', '- ../appspec.yml'),
    'error appspec.not-in-revision buildspec.yml:9', 'error buildspec.artifact-files buildspec.yml:9'],
  ['a build without commands',
    buildspec('    commands:\n      - scripts/build.sh', '    finally: [date]'),
    'warning buildspec.no-commands buildspec.yml:3'],
  ['a script that does not exist', buildspec('scripts/build.sh', 'scripts/biuld.sh'), 'error buildspec.script buildspec.yml:5'],
  ['a password in the repository',
    buildspec('phases:', 'env:\n  variables:\n    DB_PASSWORD: hunter2\nphases:'),
    'warning buildspec.secret buildspec.yml:4'],
  ['a password in a command',
    buildspec('- scripts/build.sh', '- export DB_PASSWORD=hunter2\n      - scripts/build.sh'),
    'warning buildspec.secret buildspec.yml:5'],
  ['npm ci without a lock file',
    { ...buildspec('- scripts/build.sh', '- npm ci --prefix service'), 'service/package.json': '{}' },
    'error buildspec.lock-file buildspec.yml:5'],
  ['a runtime that CodeBuild does not have',
    buildspec('phases:', 'phases:\n  install:\n    runtime-versions:\n      node: 24'),
    'error buildspec.runtime-versions buildspec.yml:5'],
  ['a version of a runtime that CodeBuild does not have',
    buildspec('phases:', 'phases:\n  install:\n    runtime-versions:\n      nodejs: 99'),
    'warning buildspec.runtime-versions buildspec.yml:5'],
  ['a duplicate key',
    buildspec('phases:', 'phases:\n  build:\n    commands: [make]\nphases:'),
    'warning buildspec.duplicate-key buildspec.yml:5'],
  ['a revision without an AppSpec', buildspec('        - appspec.yml\n', ''), 'error appspec.not-in-revision buildspec.yml:9'],
];

/** In `appspec.yml`. */
export const APPSPEC_MISTAKES: readonly Mistake[] = [
  ['no AppSpec', { 'appspec.yml': '' }, 'error appspec.missing appspec.yml:1'],
  ['an AppSpec under another name', { 'appspec.yml': '', 'appspec.yaml': 'version: 0.0\nos: linux\n' }, 'error appspec.missing appspec.yaml:1'],
  ['an AppSpec that is not YAML', appspec('os: linux', 'os: [linux'), 'error appspec.grammar appspec.yml:2'],
  ['a version in quotes', appspec('0.0', '"0.0"'), 'error appspec.grammar appspec.yml:1'],
  ['an AppSpec for Windows', appspec('os: linux', 'os: windows'), 'error appspec.platform appspec.yml:1'],
  ['a section that does not exist', appspec('permissions:', 'permission:'), 'error appspec.ignored appspec.yml:8'],
  ['a hook that does not exist', appspec('ApplicationStart:', 'ApplicationBegin:'), 'error appspec.hook-name appspec.yml:16'],
  ['a hook in the wrong case', appspec('ApplicationStart:', 'applicationStart:'), 'error appspec.hook-name appspec.yml:16'],
  ['a hook for an event that belongs to CodeDeploy', appspec('ApplicationStart:', 'Install:'), 'error appspec.hook-name appspec.yml:16'],
  ['a duplicate hook',
    appspec('  ApplicationStop:', '  ApplicationStart:\n    - location: service/deploy/stop.sh\n      timeout: 60\n  ApplicationStop:'),
    'warning appspec.duplicate-key appspec.yml:19'],
  ['a script that is not in the repository', appspec(START, 'service/deploy/strat.sh'), 'error appspec.hook-script appspec.yml:17'],
  ['a script in a folder that does not exist', appspec(START, 'service/hooks/start.sh'), 'error appspec.hook-script appspec.yml:17'],
  ['a script that is not in the artifact', { ...appspec(START, 'scripts/build.sh') }, 'error appspec.hook-script appspec.yml:17'],
  ['a script with arguments', appspec(START, `${START} --now`), 'error appspec.hook-script appspec.yml:17'],
  ['a script outside the revision', appspec(START, `../${START}`), 'error appspec.hook-script appspec.yml:17'],
  ['a key that the agent ignores',
    appspec('timeout: 60', 'timout: 60'),
    'warning appspec.hook-timeout appspec.yml:14', 'warning appspec.script-key appspec.yml:15'],
  ['no time-out', appspec('\n      timeout: 60', ''), 'warning appspec.hook-timeout appspec.yml:14'],
  ['time-outs above an hour', appspec('timeout: 60', 'timeout: 3601'), 'warning appspec.hook-timeout appspec.yml:13'],
  ['a user without a shell', appspec('timeout: 60', 'timeout: 60\n      runas: nobody'), 'error appspec.runas appspec.yml:16'],
  ['an octal mode', appspec('mode: 644', 'mode: 0644'), 'error appspec.mode appspec.yml:10', 'warning appspec.yaml-version appspec.yml:10'],
  ['a value that versions 1 and 2 of the agent read differently',
    appspec('timeout: 60', 'timeout: 1:30'),
    'warning appspec.hook-timeout appspec.yml:13', 'warning appspec.yaml-version appspec.yml:15'],
  ['permissions for a path that nothing is copied to',
    appspec('object: /opt/web', 'object: /opt/wbe'),
    'warning appspec.permission-object appspec.yml:9'],
  ['a source that is not in the repository',
    appspec('source: service/deploy/web.service', 'source: service/deploy/app.service'),
    'error appspec.files-source appspec.yml:6'],
  ['a source that is a pattern',
    appspec('source: service/deploy/web.service', 'source: service/deploy/*.service'),
    'error appspec.files-source appspec.yml:6'],
  ['a relative destination',
    appspec('destination: /opt/web', 'destination: opt/web'),
    'warning appspec.files-destination appspec.yml:5', 'warning appspec.permission-object appspec.yml:9'],
  ['a file as a destination', appspec('destination: /opt/web', 'destination: /opt/web/main.mjs'), 'error appspec.files-destination appspec.yml:5'],
  ['a program as a destination',
    {
      ...appspec(
        'source: service/deploy/web.service\n    destination: /etc/systemd/system',
        'source: service/deploy/web\n    destination: /usr/bin/web',
      ),
      'service/deploy/web': 'a program',
    },
    'error appspec.files-destination appspec.yml:7'],
  ['a key of an entry that the agent ignores',
    appspec('destination: /opt/web\n', 'destination: /opt/web\n    overwrite: true\n'),
    'warning appspec.ignored appspec.yml:6'],
  ['a misspelt key of permissions', appspec('mode: 644', 'mod: 644'), 'warning appspec.ignored appspec.yml:10'],
  ['a folder for a script', appspec(START, 'service/deploy'), 'error appspec.hook-script appspec.yml:17'],
  ['a file that two entries create',
    appspec('permissions:', '  - source: service/deploy/web.service\n    destination: /etc/systemd/system/\npermissions:'),
    'error appspec.files-twice appspec.yml:8'],
];

/** In the scripts of hooks. */
export const HOOK_SCRIPT_MISTAKES: readonly Mistake[] = [
  ['a hook script without #!', { [START]: 'systemctl daemon-reload\n' }, `warning script.shebang ${START}:1`],
  ['a hook script with a relative interpreter', { [START]: '#!bash\ntrue\n' }, `error script.shebang ${START}:1`],
  ['a hook script with Windows line endings', { [START]: '#!/bin/bash\r\ntrue\r\n' }, `error script.line-endings ${START}:1`],
  ['a hook script with a byte order mark', { [START]: '\uFEFF#!/bin/bash\ntrue\n' }, `warning script.byte-order-mark ${START}:1`],
  ['a restart of a new unit without daemon-reload', { [START]: '#!/bin/bash\nsystemctl restart web\n' }, `warning script.daemon-reload ${START}:2`],
  ['a hook script that is empty', { [START]: '\n' }, `warning script.empty ${START}:1`],
  ['a hook script that leaves a child with the output open', { [START]: '#!/bin/bash\nnode main.mjs &\n' }, `warning script.background ${START}:2`],
];

/** In the bundle of a function, whose `service/dist/main.mjs` is then larger than 250 MiB. */
export const FUNCTION_MISTAKES: readonly Mistake[] = [
  ['a bundle of more than 250 MiB, where the build has made it', { 'service/dist/main.mjs': '// large' }, 'error lambda.size buildspec.yml:9'],
];

/** Start scripts of functions: one that the test makes executable, and one that is not executable. */
export const START_SCRIPTS = ['service/deploy/run.sh', 'service/deploy/run'] as const;

const [RUN, NOT_EXECUTABLE] = START_SCRIPTS;

/** In the start script of a function. */
export const START_SCRIPT_MISTAKES: readonly Mistake[] = [
  ['no start script', {}, `error start-script.missing ${RUN}:1`],
  ['a folder for a start script', { [`${RUN}/main.mjs`]: '// the program' }, `error start-script.missing ${RUN}:1`],
  ['a start script outside the artifact',
    { ...buildspec('service/deploy/**/*', 'service/deploy/st*.sh\n        - service/deploy/*.service'), [RUN]: '#!/bin/bash\nexec node .\n' },
    `error start-script.missing ${RUN}:1`],
  ['a start script that is not executable', { [NOT_EXECUTABLE]: '#!/bin/bash\nexec node .\n' },
    `error start-script.executable ${NOT_EXECUTABLE}:1`],
  ['a start script without an interpreter', { [RUN]: 'exec node .\n' }, `warning start-script.shebang ${RUN}:1`],
  ['a start script with Windows line endings', { [RUN]: '#!/bin/bash\r\nexec node .\r\n' }, `error script.line-endings ${RUN}:1`],
];

/** In the Dockerfile of an image for X86_64. */
export const DOCKERFILE_MISTAKES: readonly Mistake[] = [
  ['no Dockerfile', { Dockerfile: '' }, 'error dockerfile.missing Dockerfile:1'],
  ['a Dockerfile without an image', { Dockerfile: 'WORKDIR /app\n' }, 'error dockerfile.from Dockerfile:1'],
  ['an image of another architecture', { Dockerfile: 'FROM arm64v8/node:24\nVOLUME /tmp\n' }, 'error dockerfile.architecture Dockerfile:1'],
  ['another platform', { Dockerfile: '# app\nFROM --platform=linux/arm64 \\\n  node:24\nVOLUME ["/tmp"]\n' },
    'error dockerfile.architecture Dockerfile:2'],
  ['an application that cannot write to /tmp', { Dockerfile: 'FROM node:24\nVOLUME /tmpfiles\n' }, 'warning dockerfile.tmp Dockerfile:1'],
];

const UNIT = 'service/deploy/web.service';
const EXEC = 'ExecStart=/usr/local/bin/node /opt/web/main.mjs\n';

/** In the units of the revision. */
export const UNIT_MISTAKES: readonly Mistake[] = [
  ['a service that starts nothing', unit(EXEC, ''), `error unit.refused ${UNIT}:1`],
  ['two commands to start', unit(EXEC, `${EXEC}${EXEC}`), `error unit.refused ${UNIT}:6`],
  ['a relative program', unit('/usr/local/bin/node', 'bin/node'), `error unit.refused ${UNIT}:6`],
  ['a relative working directory', unit('Restart=always', 'WorkingDirectory=opt/web'), `error unit.refused ${UNIT}:7`],
  ['a unit without settings', { [UNIT]: '\n' }, `error unit.refused ${UNIT}:1`],
  ['a misspelt section', unit('[Install]', '[Instal]'), `warning unit.ignored ${UNIT}:10`],
  ['a misspelt key', unit('Restart=', 'Restrat='), `warning unit.ignored ${UNIT}:7`],
  ['a key of another section', unit('WantedBy=', 'After='), `warning unit.ignored ${UNIT}:10`],
  ['a dependency without a suffix', unit('Restart=always', 'Restart=always\n[Unit]\nWants=postgresql'), `warning unit.ignored ${UNIT}:9`],
  ['an installation without a suffix', unit('WantedBy=multi-user.target', 'WantedBy=multi-user'), `error unit.refused ${UNIT}:10`],
  ['a unit that is not UTF-8', unit('Restart=always', 'Restart=always\nSyslogIdentifier=caf\uFFFD'), `error unit.refused ${UNIT}:8`],
  ['a section of a unit that is not UTF-8', unit('[Unit]', '[X-caf\uFFFD]\n[Unit]'), `error unit.refused ${UNIT}:1`],
  ['a specifier that does not exist', unit('Restart=always', 'SyslogIdentifier=%k'), `warning unit.ignored ${UNIT}:7`],
  ['a line that is not a setting', unit('Restart=always', 'always restart'), `warning unit.ignored ${UNIT}:7`],
  ['a file that nothing creates',
    unit('/etc/gostyle/environment', '/opt/%p/.env'),
    `warning unit.environment-file ${UNIT}:5`],
];

/** What an environment gives its application, for the mistakes below. */
export const GIVEN: readonly GivenFile[] = [
  { environment: 'production', kind: 'variables', path: '/etc/gostyle/environment', names: ['LOG_LEVEL'] },
  { environment: 'production', kind: 'secrets', path: '/run/gostyle-secrets/environment', names: ['STRIPE_KEY'] },
];

const READS = 'EnvironmentFile=/etc/gostyle/environment\n';
const READS_SECRETS = 'ExecStartPre=+/opt/gostyle/read-secrets\nEnvironmentFile=-/run/gostyle-secrets/environment\n';

/** In the units of the revision, for an environment with variables and secrets. */
export const GIVEN_MISTAKES: readonly Mistake[] = [
  ['secrets that no unit and no script reads', {}, `warning unit.environment-unread ${UNIT}:4`],
  ['variables that no unit and no script reads', unit(READS, READS_SECRETS), `warning unit.environment-unread ${UNIT}:4`],
];
