import { appspec, buildspec, findingsWith, resultWith, type Files } from './repository';

const START = 'service/deploy/start.sh';
const APPLICATION = '      files:\n        - appspec.yml\n        - service/dist/main.mjs\n        - service/deploy/**/*';
const WHOLE = "      files: ['**/*']";

/** A different definition of the artifact with the revision. */
function revision(text: string): Files {
  return buildspec(APPLICATION, text);
}

describe('layouts that work', () => {
  test.each<[string, Files]>([
    ['the whole bundle as /', appspec('source: service/deploy/web.service', 'source: /')],
    ['the whole bundle as ./', appspec('source: service/deploy/web.service', 'source: ./')],
    ['the whole bundle as /.', appspec('source: service/deploy/web.service', 'source: /.')],
    ['the whole bundle as .', appspec('source: service/deploy/web.service', 'source: .')],
    ["the documented base directory, CodeBuild's own variable", revision(`      base-directory: $CODEBUILD_SRC_DIR\n${WHOLE}`)],
    ['a base directory from a variable of the buildspec', { 'buildspec.yml': withVariable('OUT: .', '      base-directory: ${OUT}') }],
    [
      'a folder whose name has a dot, as conf.d',
      {
        ...revision('      files:\n        - appspec.yml\n        - service/**/*'),
        ...appspec('source: service/dist/main.mjs\n    destination: /opt/web', 'source: service/conf.d\n    destination: /opt/web/conf.d'),
        'service/conf.d/web.conf': 'port 3000\n',
      },
    ],
    [
      'a program in a folder of its own name',
      {
        ...revision('      files:\n        - appspec.yml\n        - service/**/*'),
        ...appspec('source: service/dist/main.mjs', 'source: service/bin/web'),
        'service/bin/web': 'a program',
      },
    ],
    [
      'a restart of a unit that the revision does not bring',
      { [START]: '#!/bin/bash\nsystemctl restart systemd-journald\nsystemctl daemon-reload\nsystemctl restart web\n' },
    ],
    [
      'a file that the build makes, listed literally',
      {
        ...revision('      files:\n        - appspec.yml\n        - target/app.war\n        - service/**/*'),
        ...appspec('source: service/dist/main.mjs', 'source: target/app.war'),
      },
    ],
  ])('%s', (_what, changes) => {
    expect(findingsWith(changes)).toEqual([]);
  });

  test.each<[string, string, Files]>([
    ['a program that the build downloads', '- curl -fsSLo tool https://example.com/tool\n      - chmod 755 ./tool\n      - ./tool', {}],
    ['a program that the build unpacks', '- tar xzf tools.tgz && ls tools/bin/tool\n      - tools/bin/tool', {}],
    ['a wrapper that a command makes executable', '- chmod +x gradlew\n      - ./gradlew build', { gradlew: '#!/bin/sh\nexit 0\n' }],
    [
      'a folder of scripts that a command makes executable',
      '- chmod -R +x tools\n      - tools/run build',
      { 'tools/run': '#!/bin/sh\nexit 0\n' },
    ],
    ['npm ci with a lock file', '- npm ci', { 'package.json': '{}', 'package-lock.json': '{}' }],
    ['npm ci where there is something to fall back on', '- npm ci || npm install', { 'package.json': '{}' }],
    ['npm ci in a folder that a command makes', '- cp -r app out\n      - npm ci --prefix out', { 'out/package.json': '{}' }],
  ])('%s', (_what, commands, files) => {
    expect(findingsWith({ ...buildspec('- scripts/build.sh', commands), ...files })).toEqual([]);
  });

  test('without a buildspec, if another tool builds', () => {
    const { findings, notChecked } = resultWith({ 'buildspec.yml': '' }, { artifacts: undefined });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(notChecked).toEqual(['buildspec.yml not checked: the repository does not have one']);
  });
});

describe('mistakes that a variable in base-directory does not hide', () => {
  const SOURCE_DIRECTORY = revision(`      base-directory: $CODEBUILD_SRC_DIR\n${WHOLE}`);
  const FOLDER = revision(`      base-directory: \${CODEBUILD_SRC_DIR}/out\n${WHOLE}`);

  test.each<[string, Files, string]>([
    ['a hook script that does not exist', appspec(START, 'service/deploy/strat.sh'), 'error appspec.hook-script appspec.yml:17'],
    [
      'a source that does not exist',
      appspec('service/deploy/web.service', 'service/deploy/app.service'),
      'error appspec.files-source appspec.yml:6',
    ],
    ['a script with Windows line endings', { [START]: '#!/bin/bash\r\ntrue\r\n' }, `error script.line-endings ${START}:1`],
  ])('%s', (_what, changes, expected) => {
    expect(findingsWith({ ...SOURCE_DIRECTORY, ...changes })).toEqual([expected]);
  });

  test.each<[string, Files, string]>([
    ['a hook script of which there is no trace', appspec(START, 'service/deploy/strat.sh'), 'error appspec.hook-script appspec.yml:17'],
    ['a script with Windows line endings that the build copies', { [START]: '#!/bin/bash\r\ntrue\r\n' }, `error script.line-endings ${START}:1`],
  ])('in a folder that the build creates: %s', (_what, changes, expected) => {
    expect(findingsWith({ ...FOLDER, ...changes })).toEqual([expected]);
  });

  test('in a folder that the build downloads, a hook script without a trace only causes a warning', () => {
    const fetching = {
      'buildspec.yml': FOLDER['buildspec.yml'].replace('- scripts/build.sh', '- scripts/build.sh\n      - aws s3 cp s3://hooks out --recursive'),
    };
    expect(findingsWith({ ...fetching, ...appspec(START, 'service/deploy/strat.sh') })).toEqual(['warning appspec.hook-script appspec.yml:17']);
  });

  test('nor those below a folder whose name is only known during the build', () => {
    const late = revision(`      base-directory: out-$CODEBUILD_BUILD_NUMBER\n${WHOLE}`);
    expect(findingsWith({ ...late, ...appspec(START, 'service/deploy/strat.sh') })).toEqual(['error appspec.hook-script appspec.yml:17']);
  });
});

describe('AppSpecs of other platforms', () => {
  const ECS = 'version: 0.0\nResources:\n  - Service:\n      Type: AWS::ECS::Service\n      Properties:\n        TaskDefinition: x\n';
  const LAMBDA = 'version: 0.0\nResources:\n  - Function:\n      Type: AWS::Lambda::Function\n      Properties:\n        Name: x\n';
  const WINDOWS = 'version: 0.0\nos: windows\nfiles:\n  - source: \\index.html\n    destination: c:\\inetpub\\wwwroot\n';

  test.each([
    ['ECS', ECS, 'a deployment to ECS'],
    ['Lambda', LAMBDA, 'a deployment to Lambda'],
    ['Windows', WINDOWS, 'EC2 instances that run Windows'],
  ])('one for %s is recognized', (_platform, text, what) => {
    const { findings, notChecked } = resultWith({ 'appspec.yml': text }, { artifacts: undefined });
    expect(findings).toEqual([]);
    expect(notChecked).toEqual([`appspec.yml is an AppSpec for ${what}: it was recognized, but not checked further`]);
  });

  test('and is an error if the pipeline deploys to instances', () => {
    expect(findingsWith({ 'appspec.yml': ECS })).toEqual(['error appspec.platform appspec.yml:1']);
  });
});

describe('warnings, which do not stop a build', () => {
  test.each<[string, Files, string[]]>([
    [
      'a hook script without #!, which the agent runs with /bin/sh',
      { [START]: 'systemctl daemon-reload\n' },
      [`warning script.shebang ${START}:1`],
    ],
    [
      'two scripts without time-outs, of which each has an hour',
      appspec(`    - location: ${START}\n      timeout: 60`, `    - location: ${START}\n    - location: service/deploy/stop.sh`),
      ['warning appspec.hook-timeout appspec.yml:17', 'warning appspec.hook-timeout appspec.yml:18'],
    ],
    [
      'a secret in the buildspec',
      buildspec('phases:', 'env:\n  variables:\n    DB_PASSWORD: hunter2\nphases:'),
      ['warning buildspec.secret buildspec.yml:4'],
    ],
    [
      'a password in an address',
      buildspec('phases:', 'env:\n  variables:\n    DATABASE: postgres://web:hunter2@db/web\nphases:'),
      ['warning buildspec.secret buildspec.yml:4'],
    ],
  ])('%s', (_what, changes, expected) => {
    expect(findingsWith(changes)).toEqual(expected);
  });
});

function withVariable(variable: string, base: string): string {
  const { 'buildspec.yml': text } = revision(`${base}\n${WHOLE}`);
  return text.replace('phases:', `env:\n  variables:\n    ${variable}\nphases:`);
}
