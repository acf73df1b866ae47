import { changedEnvironment } from '../../stack/environment';
import { settingsOfEnvironment } from '../read-environment';

test.each([
  [undefined, []],
  ['1.8.1-26', []],
  ['2.1.0-40', [
    'the hosts get release 2.1.0-40 of the CodeDeploy agent, and here deployments go as with 1.8: what the two do differently is not seen',
  ]],
])('an agent %s is imitated by 1.8, and it is said', (codeDeployAgent, expected) => {
  const stack = changedEnvironment(({ LaunchTemplate }) => {
    LaunchTemplate.Metadata = { 'gostyle:instance': { version: 1, environmentFile: '/etc/environment', ...codeDeployAgent && { codeDeployAgent } } };
  });
  expect(settingsOfEnvironment(stack).imitatedOtherwise).toEqual(expected);
});

test('the launch template of a fleet with several instance types is in its policy', () => {
  const stack = changedEnvironment(({ Fleet }) => {
    const { LaunchTemplate: LaunchTemplateSpecification, ...properties } = Fleet.Properties;
    Fleet.Properties = { ...properties, MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification } } };
  });
  expect(settingsOfEnvironment(stack).fleet.userData).toBe('#!/bin/bash\necho eu-west-1\n');
});
