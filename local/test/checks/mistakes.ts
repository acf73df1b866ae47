import { appspec, buildspec } from './repository';

/** What somebody did, what they changed in a good repository, and the finding that names it: rule, file and line. */
export type Mistake = readonly [what: string, changes: Readonly<Record<string, string>>, finding: string];

const START = 'service/deploy/start.sh';
const UNIT = 'source: service/deploy/web.service';

/** In `buildspec.yml`. */
export const BUILDSPEC_MISTAKES: readonly Mistake[] = [
  ['no buildspec', { 'buildspec.yml': '' }, 'buildspec.missing buildspec.yml:1'],
  ['a buildspec that is not YAML', buildspec('commands:', 'commands: ['), 'buildspec.grammar buildspec.yml:5'],
  ['a version that does not exist', buildspec('0.2', '0.3'), 'buildspec.grammar buildspec.yml:1'],
  ['a command that is a mapping', buildspec('scripts/build.sh', 'echo: hello'), 'buildspec.grammar buildspec.yml:5'],
  ['a phase that does not exist', buildspec('  build:', '  compile:'), 'buildspec.grammar buildspec.yml:3'],
  ['a key that CodeBuild ignores', buildspec('artifacts:', 'artefacts:\n  x: y\nartifacts:'), 'buildspec.ignored buildspec.yml:6'],
  ['an artifact under another name', buildspec('Application:', 'Revision:'), 'buildspec.artifact buildspec.yml:7'],
  ['an artifact without files', buildspec("      files: ['**/*']", '      name: cdk'), 'buildspec.artifact-files buildspec.yml:14'],
  ['an artifact from outside', buildspec('- appspec.yml', '- ../appspec.yml'), 'buildspec.artifact-files buildspec.yml:9'],
  ['a build without commands', buildspec('    commands:\n      - scripts/build.sh', '    finally: [date]'), 'buildspec.no-commands buildspec.yml:3'],
  ['a script that is not there', buildspec('scripts/build.sh', 'scripts/biuld.sh'), 'buildspec.script buildspec.yml:5'],
  ['a password in the repository', buildspec('phases:', 'env:\n  variables:\n    DB_PASSWORD: hunter2\nphases:'), 'buildspec.secret buildspec.yml:4'],
  ['a revision without its AppSpec', buildspec('        - appspec.yml\n', ''), 'appspec.not-in-revision buildspec.yml:9'],
];

/** In `appspec.yml`. */
export const APPSPEC_MISTAKES: readonly Mistake[] = [
  ['no AppSpec', { 'appspec.yml': '' }, 'appspec.missing appspec.yml:1'],
  ['an AppSpec under another name', { 'appspec.yml': '', 'appspec.yaml': 'version: 0.0\nos: linux\n' }, 'appspec.missing appspec.yaml:1'],
  ['an AppSpec that is not YAML', appspec('os: linux', 'os: [linux'), 'appspec.grammar appspec.yml:2'],
  ['a version in quotes', appspec('0.0', '"0.0"'), 'appspec.grammar appspec.yml:1'],
  ['an AppSpec for Windows', appspec('os: linux', 'os: windows'), 'appspec.grammar appspec.yml:2'],
  ['a section that does not exist', appspec('permissions:', 'permission:'), 'appspec.ignored appspec.yml:8'],
  ['a hook that does not exist', appspec('ApplicationStart:', 'ApplicationBegin:'), 'appspec.hook-name appspec.yml:16'],
  ['a hook in other letters', appspec('ApplicationStart:', 'applicationStart:'), 'appspec.hook-name appspec.yml:16'],
  ['a hook of an event of CodeDeploy', appspec('ApplicationStart:', 'Install:'), 'appspec.hook-name appspec.yml:16'],
  ['a script that is not in the repository', appspec(START, 'service/deploy/strat.sh'), 'appspec.hook-script appspec.yml:17'],
  ['a script in a folder that is not there', appspec(START, 'service/hooks/start.sh'), 'appspec.hook-script appspec.yml:17'],
  ['a script that the artifact does not take', { ...appspec(START, 'scripts/build.sh') }, 'appspec.hook-script appspec.yml:17'],
  ['a script with arguments', appspec(START, `${START} --now`), 'appspec.hook-script appspec.yml:17'],
  ['a script outside of the revision', appspec(START, `../${START}`), 'appspec.hook-script appspec.yml:17'],
  ['a key that the agent ignores', appspec('timeout: 60', 'timout: 60'), 'appspec.script-key appspec.yml:15'],
  ['no time-out', appspec('\n      timeout: 60', ''), 'appspec.hook-timeout appspec.yml:14'],
  ['time-outs above an hour', appspec('timeout: 60', 'timeout: 3601'), 'appspec.hook-timeout appspec.yml:13'],
  ['a user without a shell', appspec('timeout: 60', 'timeout: 60\n      runas: nobody'), 'appspec.runas appspec.yml:16'],
  ['a value that versions 1 and 2 of the agent read differently', appspec('timeout: 60', 'timeout: 1:30'), 'appspec.yaml-version appspec.yml:15'],
  ['an octal mode', appspec('mode: 644', 'mode: 0644'), 'appspec.mode appspec.yml:10'],
  ['permissions of a place that is not copied to', appspec('object: /opt/web', 'object: /opt/wbe'), 'appspec.permission-object appspec.yml:9'],
  ['a source that is not in the repository', appspec(UNIT, 'source: service/deploy/app.service'), 'appspec.files-source appspec.yml:6'],
  ['a source that is a pattern', appspec(UNIT, 'source: service/deploy/*.service'), 'appspec.files-source appspec.yml:6'],
  ['a relative destination', appspec('destination: /opt/web', 'destination: opt/web'), 'appspec.files-destination appspec.yml:5'],
  ['a file for a destination', appspec('destination: /opt/web', 'destination: /opt/web/main.mjs'), 'appspec.files-destination appspec.yml:5'],
  [
    'a file that two entries make', appspec('permissions:', `  - ${UNIT}\n    destination: /etc/systemd/system/\npermissions:`),
    'appspec.files-twice appspec.yml:8',
  ],
];

/** In the scripts of hooks. */
export const HOOK_SCRIPT_MISTAKES: readonly Mistake[] = [
  ['a hook script without #!', { [START]: 'systemctl restart web\n' }, `script.shebang ${START}:1`],
  ['a hook script with a relative interpreter', { [START]: '#!bash\ntrue\n' }, `script.shebang ${START}:1`],
  ['a hook script with Windows line endings', { [START]: '#!/bin/bash\r\ntrue\r\n' }, `script.line-endings ${START}:1`],
  ['a hook script with a byte order mark', { [START]: '\uFEFF#!/bin/bash\ntrue\n' }, `script.byte-order-mark ${START}:1`],
  ['a restart of a new unit without daemon-reload', { [START]: '#!/bin/bash\nsystemctl restart web\n' }, `script.daemon-reload ${START}:2`],
  ['a hook script that is empty', { [START]: '\n' }, `script.empty ${START}:1`],
  ['a hook script that leaves a child with the output open', { [START]: '#!/bin/bash\nnode main.mjs &\n' }, `script.background ${START}:2`],
];
