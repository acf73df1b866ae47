import {
  APPSPEC_MISTAKES, BUILDSPEC_MISTAKES, DOCKERFILE_MISTAKES, FUNCTION_MISTAKES, HOOK_SCRIPT_MISTAKES, START_SCRIPT_MISTAKES, START_SCRIPTS,
  UNIT_MISTAKES, type Mistake,
} from './mistakes';
import { appspec, buildspec, findingsWith, type Files } from './repository';
import { check } from '../../src/checks/check';
import { UserError } from '../../src/messages/user-error';
import { AssemblyDirectory, METADATA, PIPELINE } from '../assembly/assembly-directory';

const START = 'service/deploy/start.sh';

test('finds nothing in a valid repository, before and after its build', () => {
  expect(findingsWith({})).toEqual([]);
  expect(findingsWith({ 'service/dist/main.mjs': 'export {};\n' })).toEqual([]);
});

test.each<Mistake>([...BUILDSPEC_MISTAKES, ...APPSPEC_MISTAKES, ...HOOK_SCRIPT_MISTAKES, ...UNIT_MISTAKES])(
  'finds %s, and nothing else',
  (...[, changes, ...expected]) => {
    expect(findingsWith(changes as Files)).toEqual(expected);
  },
);

test('matching patterns of .gitignore takes linear time', () => {
  const name = `service/deploy/${'a'.repeat(200)}.sh`;
  const began = process.cpuUsage();
  const found = findingsWith({ '.gitignore': `${'*a'.repeat(30)}b\n**/${'**/*a'.repeat(20)}b/x\n`, ...appspec('service/deploy/start.sh', name) });
  expect(found).toContain('error appspec.hook-script appspec.yml:17');
  expect(process.cpuUsage(began).user / 1_000_000).toBeLessThan(10);
});

test.each<Mistake>(DOCKERFILE_MISTAKES)('finds %s in the Dockerfile, and nothing else', (...[, changes, ...expected]) => {
  expect(findingsWith(changes as Files, { dockerfiles: [{ path: 'Dockerfile', architecture: 'X86_64' }] })).toEqual(expected);
});

test.each<Mistake>(FUNCTION_MISTAKES)('finds %s, and nothing else', (...[, changes, ...expected]) => {
  const large = { 'service/dist/main.mjs': 250 * 1024 * 1024 };
  expect(findingsWith(changes as Files, { lambda: true }, large)).toEqual(expected);
  expect(findingsWith(changes as Files, { lambda: true }, { 'service/dist/main.mjs': 249 * 1024 * 1024 })).toEqual([]);
  expect(findingsWith(changes as Files, {}, large)).toEqual([]);
});

test.each<Mistake>(START_SCRIPT_MISTAKES)('finds %s, and nothing else', (...[, changes, ...expected]) => {
  const script = START_SCRIPTS.find((path) => path in (changes as Files)) ?? START_SCRIPTS[0];
  expect(findingsWith(changes as Files, { startScripts: [script] })).toEqual(expected);
});

test('accepts start scripts that exist, or that the build creates or makes executable', () => {
  const [run, notExecutable] = START_SCRIPTS;
  expect(findingsWith({ [run]: '#!/bin/bash\nexec node .\n' }, { startScripts: [run, run] })).toEqual([]);
  expect(findingsWith(buildspec('- scripts/build.sh', `- cp start ${run}`), { startScripts: [run] })).toEqual([]);
  const chmod = buildspec('- scripts/build.sh', `- chmod +x ${notExecutable}`);
  expect(findingsWith({ ...chmod, [notExecutable]: '#!/bin/bash\nexec node .\n' }, { startScripts: [notExecutable] })).toEqual([]);
});

test('accepts a valid Dockerfile with several stages', () => {
  const text = 'FROM --platform=linux/arm64 node:24 AS build\nRUN true\n\nfrom amd64/node:24\nVOLUME ["/data", "/tmp"]\nCOPY . .\n';
  expect(findingsWith({ Dockerfile: text }, { dockerfiles: [{ path: 'Dockerfile', architecture: 'X86_64' }] })).toEqual([]);
});

test('checks each pipeline of an app with its own buildspec', () => {
  const named = (name: string) => ({ ...PIPELINE, Metadata: { 'gostyle:pipeline': { ...METADATA, name, buildspec: `${name}/buildspec.yml` } } });
  const assembly = new AssemblyDirectory({ 'Web.template.json': { Resources: { Shop: named('shop'), Admin: named('admin') } } });
  try {
    const { findings } = check({ version: 1, source: { directory: assembly.path }, assembly: { directory: assembly.path } });
    expect(findings.map(({ file }) => file).filter((file) => file?.endsWith('buildspec.yml'))).toEqual(['admin/buildspec.yml', 'shop/buildspec.yml']);
  } finally {
    assembly.remove();
  }
});

test('requires no AppSpec if nothing is deployed by CodeDeploy', () => {
  expect(findingsWith({ 'appspec.yml': '' }, { codeDeploy: false })).toEqual([]);
});

test('accepts a background process whose output goes elsewhere, and a script that the build creates', () => {
  expect(findingsWith({ [START]: '#!/bin/bash\nnode main.mjs >/dev/null 2>&1 &\ntrue && \\\ntrue\n' })).toEqual([]);
  const generated = buildspec('        - service/deploy/**/*', '        - service/deploy/**/*\n        - service/dist/*');
  expect(findingsWith({ ...generated, ...appspec(START, 'service/dist/start.sh') })).toEqual([]);
});

test('recognizes the scripts of an artifact from build output by their names', () => {
  const bundled = buildspec(
    '      files:\n        - appspec.yml\n        - service/dist/main.mjs\n        - service/deploy/**/*',
    '      base-directory: build/revision\n      files: ["**/*"]',
  );
  expect(findingsWith(bundled)).toEqual([]);
});

test('without a pipeline, accepts the artifacts of the buildspec', () => {
  expect(findingsWith(buildspec('Application:', 'Revision:'), { artifacts: undefined })).toEqual([]);
});

test('fails if the source does not exist', () => {
  expect(() => check({ version: 1, source: { directory: '/does/not/exist' } })).toThrow(UserError);
});

test('a document that is nested too deeply is a finding', () => {
  expect(findingsWith({ 'appspec.yml': '['.repeat(20_000) })[0]).toMatch(/appspec\./);
  expect(findingsWith({ 'buildspec.yml': '['.repeat(20_000) })[0]).toMatch(/appspec|buildspec/);
});

test.each(['nodejs: 24', 'nodejs: 20.x', 'nodejs: latest', 'python: 3.x', 'golang: "1.26"', 'java: corretto21', 'rust: 1.94', 'nodejs: $NODE'])(
  'CodeBuild has the runtime %s',
  (runtime) => {
    expect(findingsWith(buildspec('phases:', `phases:\n  install:\n    runtime-versions:\n      ${runtime}`))).toEqual([]);
  },
);

test('the interpretation of a value does not matter if the agent ignores it', () => {
  const findings = findingsWith(appspec('destination: /opt/web\n', 'destination: /opt/web\n    overwrite: yes\n'));
  expect(findings).toEqual(['warning appspec.ignored appspec.yml:6']);
});
