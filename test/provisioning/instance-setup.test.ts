import { execFileSync } from 'node:child_process';
import { Stack } from 'aws-cdk-lib';
import { Application, Environment } from '../../src';
import { only, text } from '../helpers/resources';
import { environmentTemplate } from '../helpers/web-pipeline';

/** The user data of staging, as text. */
function userData(environmentVariables: Record<string, string> = {}, environment = Environment.named('staging')): string {
  const application = Application.nestJs({ port: 8080, healthCheckPath: '/ready', environmentVariables });
  const template = environmentTemplate(environment, { application });
  const { UserData } = only(template, 'AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData as { UserData: { 'Fn::Base64': unknown } };
  return text(UserData['Fn::Base64']);
}

/** Runs the lines before the first step in bash. */
function variablesSeenByBash(script: string): string {
  const head = script.slice(0, script.indexOf('\nwrite_environment_file()'));
  const printed = `${head}\nprintf '%s|' "$GOSTYLE_PORT" "$GOSTYLE_HEALTH_CHECK_PATH" "$GOSTYLE_ENVIRONMENT"`;
  return execFileSync('bash', ['-c', printed], { encoding: 'utf8' });
}

test('the steps run in order, and the agent is last', () => {
  const script = userData();
  const steps = ['write_environment_file', 'install_nodejs', 'start_placeholder', 'install_codedeploy_agent'];
  const calls = script.split('\n').filter((line) => steps.includes(line));
  expect(calls).toEqual(steps);
  expect(script.trimEnd().split('\n').at(-1)).toBe('install_codedeploy_agent');
});

test('is one bash script that stops at the first failure', () => {
  expect(userData().split('\n').slice(0, 2)).toEqual(['#!/bin/bash', 'set -euo pipefail']);
  expect(() => execFileSync('bash', ['-n'], { input: userData() })).not.toThrow();
});

test('contains no comments, because user data is limited to 16 KB', () => {
  expect(userData().split('\n').slice(1).filter((line) => line.startsWith('#'))).toEqual([]);
});

test('passes values unchanged, whatever they contain', () => {
  const nasty = 'it\'s "$HOME" `id` \\ $(id) & ; é';
  expect(variablesSeenByBash(userData({ NASTY: nasty }))).toBe(`8080|/ready|PORT=8080\nHOST=0.0.0.0\nNODE_ENV=production\nNASTY=${nasty}|`);
});

test('variables of an environment override those of the application', () => {
  const environment = Environment.named('staging', { environmentVariables: { LOG_LEVEL: 'debug', EXTRA: '1' } });
  expect(variablesSeenByBash(userData({ LOG_LEVEL: 'info' }, environment))).toContain('NODE_ENV=production\nLOG_LEVEL=debug\nEXTRA=1|');
});

test('refuses user data that EC2 would refuse', () => {
  const message = /^user data must not be longer than 16384 bytes, got: \d+; shorten `application.environmentVariables` or /;
  expect(() => userData({ LONG: 'x'.repeat(16_000) })).toThrow(message);
});

test('leaves room for the user\'s own variables', () => {
  expect(Buffer.byteLength(userData())).toBeLessThan(8 * 1024);
});

describe('a value that is known only at deployment', () => {
  const withTokens = (count: number, more: Record<string, string> = {}) => {
    const names = Array.from({ length: count }, (_, index) => `ENDPOINT_${index}`);
    return userData(more, Environment.named('staging', {
      uses: [{ bind: (scope) => ({ variables: Object.fromEntries(names.map((name) => [name, Stack.of(scope).stackId])) }) }],
    }));
  };

  test('is passed with the others, whatever they contain', () => {
    const nasty = 'it\'s "$HOME" `id` \\ $(id) & ; é';
    const script = withTokens(1, { NASTY: nasty }).replace('<AWS::StackId>', 'it\'s known');
    expect(variablesSeenByBash(script)).toBe(`8080|/ready|PORT=8080\nHOST=0.0.0.0\nNODE_ENV=production\nNASTY=${nasty}\nENDPOINT_0=it's known|`);
  });

  test('counts towards EC2\'s limit', () => {
    expect(() => withTokens(60))
      .toThrow(/got: \d+ \(256 for each of 60 values that are known only at deployment\); shorten `application\.environmentVariables` /);
    expect(() => withTokens(5)).not.toThrow();
  });
});
