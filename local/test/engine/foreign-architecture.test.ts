import { foreignArchitecture } from '../../src/engine/actions/foreign-architecture';

test.each([
  ['ARM_CONTAINER', 'x64', 'arm64'],
  ['ARM_EC2', 'x64', 'arm64'],
  ['LINUX_CONTAINER', 'arm64', 'x64'],
])('a build on %s has another architecture than a machine with %s', (environmentType, machine, onAws) => {
  expect(foreignArchitecture({ environmentType }, machine)).toBe(`this machine builds and runs the revision for its own architecture, ${machine};`
    + ` on AWS it is built for ${onAws}, so a local run does not show whether native modules and binaries work there`);
});

test.each([['ARM_CONTAINER', 'arm64'], ['LINUX_CONTAINER', 'x64']])('a build on %s has that of a machine with %s', (environmentType, machine) => {
  expect(foreignArchitecture({ environmentType }, machine)).toBeUndefined();
});
