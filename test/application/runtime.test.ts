import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Application, Environment, Runtime, type RuntimeOptions } from '../../src';
import {
  GO_END_OF_SUPPORT, NODE_JS_DEFAULT, NODE_JS_END_OF_SUPPORT, PYTHON_DEFAULT, PYTHON_END_OF_SUPPORT,
} from '../../src/application/runtime-versions';

import { only, text } from '../helpers/resources';
import { environmentTemplate, webPipeline } from '../helpers/web-pipeline';

function userData(runtime: Runtime): string {
  const template = environmentTemplate(Environment.named('staging'), { application: Application.custom({ runtime }) });
  const { UserData } = only(template, 'AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData as { UserData: { 'Fn::Base64': unknown } };
  return text(UserData['Fn::Base64']);
}

const warningsOf = (application: Parameters<typeof Application.custom>[0]) =>
  Annotations.fromStack(Stack.of(webPipeline({ application: Application.custom(application) }))).findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data)).filter((warning) => warning.includes('support'));

test('an application of any language needs no Node.js on its instances', () => {
  const script = userData(Runtime.none());
  expect(script).not.toContain('install_nodejs');
  expect(script).not.toContain('GOSTYLE_NODE_VERSION');
  expect(script).toContain('/usr/bin/python3 /opt/gostyle/placeholder.py');
  expect(() => execFileSync('bash', ['-n'], { input: script })).not.toThrow();
});

test('a custom runtime sets up its hosts with its own scripts, before the agent', () => {
  const directory = mkdtempSync(join(tmpdir(), 'runtime-'));
  try {
    const script = join(directory, 'install.sh');
    writeFileSync(script, '#!/bin/bash\n# for people\ninstall_erlang "$ERLANG_VERSION"\n');
    const runtime = Runtime.custom({ name: 'Erlang', version: '28', hostScripts: [script], hostVariables: { ERLANG_VERSION: '28' } });
    const lines = userData(runtime).split('\n');
    const at = (line: string) => lines.indexOf(line);
    expect(at("export ERLANG_VERSION='28'")).toBeGreaterThan(0);
    expect(at('install_erlang "$ERLANG_VERSION"')).toBeGreaterThan(at('write_environment_file'));
    expect(at('install_erlang "$ERLANG_VERSION"')).toBeLessThan(at('install_codedeploy_agent'));
    expect(lines).not.toContain('# for people');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('an application gets the variables of its runtime, and its own override them', () => {
  const runtime = Runtime.custom({ name: 'Erlang', environmentVariables: { ERL_FLAGS: '+S 1', MODE: 'production' } });
  const application = Application.custom({ runtime, environmentVariables: { MODE: 'test' } });
  expect(application.bind().environmentVariables).toEqual({ ERL_FLAGS: '+S 1', MODE: 'test' });
});

test('a program without a runtime runs as a function on the operating system alone', () => {
  expect([Runtime.none().lambdaRuntime, Runtime.nodeJs(22).lambdaRuntime]).toEqual(['provided.al2023', 'nodejs22.x']);
});

test('warns about a version whose support has ended, but not about a supported one', () => {
  const [warning] = warningsOf({ runtime: Runtime.custom({ name: 'Perl', version: '4', endOfSupport: '1991-01-01' }) });
  expect(warning).toContain('the support of Perl 4 ended on 1991-01-01: it no longer gets security fixes; '
    + 'choose a supported version');
  expect(warningsOf({ runtime: Runtime.custom({ name: 'Perl', version: '9', endOfSupport: '9999-12-31' }) })).toEqual([]);
  expect(warningsOf({ runtime: Runtime.none() })).toEqual([]);
});

test('the default version is the newest with long-term support', () => {
  expect(NODE_JS_END_OF_SUPPORT[NODE_JS_DEFAULT]).toBe('2028-04-30');
  expect(PYTHON_END_OF_SUPPORT[PYTHON_DEFAULT]).toBe('2029-10-31');
  const days = [NODE_JS_END_OF_SUPPORT, PYTHON_END_OF_SUPPORT, GO_END_OF_SUPPORT].flatMap((table) => Object.values(table));
  expect(days.every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day))).toBe(true);
});

test('Python is installed from the packages of Amazon Linux', () => {
  const script = userData(Runtime.python('3.12'));
  expect(script).toContain("export GOSTYLE_PYTHON_VERSION='3.12'");
  expect(script).toContain('install_python');
  expect(() => execFileSync('bash', ['-n'], { input: script })).not.toThrow();
  expect(Application.python().bind()).toMatchObject({ environmentVariables: { PYTHONUNBUFFERED: '1' }, runtime: { version: PYTHON_DEFAULT } });
});

test('a Go application needs no runtime on its hosts', () => {
  const { runtime } = Application.golang({ goVersion: '1.26' }).bind();
  expect([runtime.name, runtime.version, runtime.endOfSupport, runtime.hostScripts]).toEqual(['Go', '1.26', '2027-02-28', []]);
  expect(Application.golang().bind().runtime.endOfSupport).toBeUndefined();
});

test.each(['1.2', '1.10', '1.20', '1.24'])('warns about Go %s, whose support has ended', (goVersion) => {
  expect(warningsOf({ runtime: Runtime.golang(goVersion) })).toEqual([expect.stringContaining(`the support of Go ${goVersion} ended on`)]);
});

test('every release of Go before the newest known one has an end of support, each later than the one before', () => {
  const minors = Object.keys(GO_END_OF_SUPPORT).map((version) => Number(version.split('.')[1]));
  expect(minors).toEqual(minors.map((_minor, index) => index));
  expect(Object.values(GO_END_OF_SUPPORT)).toEqual(Object.values(GO_END_OF_SUPPORT).sort());
});

test.each([1.26, 1.2])('refuses %p as a release of Go, because the numbers 1.2 and 1.20 are the same', (version) => {
  expect(() => Application.golang({ goVersion: version as unknown as string }))
    .toThrow(`\`application.goVersion\` must be text, got: ${version}; write it in quotes, or leave it out`);
});

test('fails with a version without a package, and with an invalid version', () => {
  expect(() => Runtime.python('2.7'))
    .toThrow('`application.pythonVersion` must be one that Amazon Linux 2023 has: 3.9, 3.11, 3.12, 3.13, 3.14, got: "2.7"');
  expect(() => Runtime.golang('1')).toThrow('`application.goVersion` must be a release of Go without its patch, got: "1"');
});

test.each<[string, RuntimeOptions, string]>([
  ['a script that does not exist', { name: 'x', hostScripts: ['/nowhere/install.sh'] },
    '`runtime.hostScripts` must be absolute paths of scripts that exist'],
  ['a relative path', { name: 'x', hostScripts: ['package.json'] },
    '`runtime.hostScripts` must be absolute paths of scripts that exist, got: "package.json"'],
  ['half a day', { name: 'x', endOfSupport: '2028' }, '`runtime.endOfSupport` must be a day, got: "2028"'],
])('refuses %s', (_what, options, message) => {
  expect(() => Runtime.custom(options)).toThrow(message);
});
