import { imitatedOtherwise } from '../../../src/resources/ec2/imitated-otherwise';
import type { ResolvedResource } from '../../../src/stack';
import { changedEnvironment } from '../../stack/environment';
import { settingsOfEnvironment } from '../read-environment';

test.each([
  [undefined, []],
  ['1.8.1-26', []],
  ['2.1.0-40', [
    'the hosts get release 2.1.0-40 of the CodeDeploy agent, but local deployments behave like 1.8, and the differences do not show',
  ]],
])('an agent %s is imitated by 1.8, with a message', (codeDeployAgent, expected) => {
  const stack = changedEnvironment(({ LaunchTemplate }) => {
    LaunchTemplate.Metadata = { 'gostyle:instance': { version: 1, environmentFile: '/etc/environment', ...codeDeployAgent && { codeDeployAgent } } };
  });
  expect(settingsOfEnvironment(stack).imitatedOtherwise).toEqual(expected);
});

test.each([
  ['Node.js', '24', '24.1.0', []],
  ['Go', '1.26', '20.19.2', []],
  ['Node.js', '24', '20.19.2', [
    'on AWS the hosts get Node.js 24, but local instances have Node.js 20.19.2, which gostyle runs on: run gostyle with Node.js 24, '
    + 'or request your version with `nodeMajorVersion`',
  ]],
])('hosts with %s %s, and gostyle runs on Node.js %s', (name, version, here, expected) => {
  const template = { metadata: { 'gostyle:instance': { version: 1, runtime: { name, version } } } } as unknown as ResolvedResource;
  expect(imitatedOtherwise(template, { nodeJs: here, python: () => '3.11.2' })).toEqual(expected);
});

const OTHER_VERSION = 'on AWS the hosts get Python 3.13, but local instances have Python 3.11.2, which is /usr/bin/python3';

test.each<[string, string | undefined, string | undefined, unknown[]]>([
  ['3.11', '3.11.2', '3.11.2', []],
  ['3.13', '3.11.2', '3.11.2', [OTHER_VERSION]],
  ['3.13', '3.11.7', '3.11.2', [OTHER_VERSION, expect.stringMatching(/^the first python3 of the path, .* is Python 3\.11\.7, .* Python 3\.11\.2, /)]],
  ['3.13', undefined, '3.13.1', []],
  ['3.13', '3.13.1', undefined, []],
])('hosts with Python %s, builds with %s, instances with %s', (version, ofBuilds, ofHosts, expected) => {
  const template = { metadata: { 'gostyle:instance': { version: 1, runtime: { name: 'Python', version } } } } as unknown as ResolvedResource;
  const python = (program: string) => ({ 'python3': ofBuilds, '/usr/bin/python3': ofHosts })[program];
  expect(imitatedOtherwise(template, { nodeJs: '24.1.0', python })).toEqual(expected);
});

test('the machine\'s own /usr/local/bin/python is that of its instances', () => {
  const template = { metadata: { 'gostyle:instance': { version: 1, runtime: { name: 'Python', version: '3.13' } } } } as unknown as ResolvedResource;
  const said = (own: string) => imitatedOtherwise(template, {
    nodeJs: '24.1.0', python: (program) => ({ 'python3': '3.13.1', '/usr/bin/python3': '3.11.2', '/usr/local/bin/python': own })[program],
  });
  expect(said('3.13.1')).toEqual([]);
  expect(said('3.12.4')).toEqual([
    'on AWS the hosts get Python 3.13, but local instances have Python 3.12.4, which is /usr/local/bin/python',
    expect.stringMatching(/put \/usr\/local\/bin first in PATH/),
  ]);
});

test('the launch template of a fleet with several instance types is in its policy', () => {
  const stack = changedEnvironment(({ Fleet }) => {
    const { LaunchTemplate: LaunchTemplateSpecification, ...properties } = Fleet.Properties;
    Fleet.Properties = { ...properties, MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification } } };
  });
  expect(settingsOfEnvironment(stack).fleet.userData).toBe('#!/bin/bash\necho eu-west-1\n');
});
