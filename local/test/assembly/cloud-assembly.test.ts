import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { AssemblyDirectory } from './assembly-directory';
import { readAssemblyTemplate, readCloudAssembly, type CloudAssembly } from '../../src/assembly';

let directory: AssemblyDirectory | undefined;

afterEach(() => {
  directory?.remove();
  directory = undefined;
});

function read(files: Readonly<Record<string, unknown>> = {}): ReturnType<typeof readCloudAssembly> {
  directory = new AssemblyDirectory(files);
  return readCloudAssembly(directory.path);
}

test('reads the stacks of an assembly and of nested assemblies, each with its template', () => {
  const assembly = read();
  expect(assembly).toMatchObject({
    status: 'success',
    value: {
      stacks: [
        {
          id: 'Web',
          stackName: 'Web-pipeline',
          displayName: 'App/Web',
          account: '111122223333',
          region: 'eu-west-1',
          templatePath: 'Web.template.json',
          parameters: { Size: '2' },
        },
        {
          id: 'Staging',
          stackName: 'Staging',
          account: 'unknown-account',
          region: 'unknown-region',
          templatePath: 'assembly-staging/staging.template.json',
        },
      ],
    },
  });
  const { template } = (assembly as { value: CloudAssembly }).value.stacks[1];
  expect(template.resources.Vpc).toMatchObject({ type: 'AWS::EC2::VPC', dependsOn: ['Other'], condition: 'Yes', properties: {} });
});

test('finds a template by the path in metadata and actions', () => {
  const assembly = (read() as { value: CloudAssembly }).value;
  expect(readAssemblyTemplate(assembly, 'assembly-staging/staging.template.json').status).toBe('success');
  expect(readAssemblyTemplate(assembly, 'nothing.json')).toEqual({ status: 'not-found', message: 'nothing.json: does not exist' });
});

test('a directory that does not exist is not found', () => {
  expect(readCloudAssembly('/does/not/exist')).toMatchObject({ status: 'not-found' });
});

const stack = (templateFile: unknown): unknown => ({ artifacts: { Web: { type: 'aws:cloudformation:stack', properties: { templateFile } } } });

test.each([
  ['no manifest', { 'manifest.json': '' }, /manifest.json: not JSON/],
  ['a manifest that is a list', { 'manifest.json': [] }, /must be a JSON object/],
  ['a manifest that is nested without end', { 'manifest.json': `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}` }, /nested more than/],
  ['a stack without a template', { 'manifest.json': stack(undefined) }, /has no "templateFile"/],
  ['a template outside of the assembly', { 'manifest.json': stack('../../etc/passwd') }, /leads outside/],
  ['an absolute template', { 'manifest.json': stack('/etc/passwd') }, /leads outside/],
  ['a template with a NUL in its name', { 'manifest.json': stack('a\0b') }, /NUL/],
  ['a template that is not there', { 'manifest.json': stack('x.json') }, /x.json: does not exist/],
  ['a nested assembly outside', { 'manifest.json': { artifacts: { N: { type: 'cdk:cloud-assembly', properties: { directoryName: '..' } } } } },
    /leads outside/],
  ['an assembly nested in itself', { 'manifest.json': { artifacts: { N: { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } } } } },
    /nested more than/],
  ['a template without resources', { 'Web.template.json': {} }, /must have the section "Resources"/],
  ['a section that does not exist', { 'Web.template.json': { Resources: {}, Resource: {} } }, /unknown section "Resource"/],
  ['a resource without a type', { 'Web.template.json': { Resources: { A: {} } } }, /Resources.A: must have a "Type"/],
  ['a resource that is a text', { 'Web.template.json': { Resources: { A: 'x' } } }, /Resources.A must be an object/],
  ['properties that are a list', { 'Web.template.json': { Resources: { A: { Type: 'x', Properties: [] } } } }, /A.Properties must be an object/],
  ['a dependency that is a number', { 'Web.template.json': { Resources: { A: { Type: 'x', DependsOn: [1] } } } }, /A.DependsOn must be/],
])('refuses %s', (_what, files, message) => {
  const assembly = read(files);
  expect(assembly.status).not.toBe('success');
  expect((assembly as { message: string }).message).toMatch(message);
});

test('a stack of an app that only imports has no resources', () => {
  const assembly = read({ 'Web.template.json': { Rules: { CheckBootstrapVersion: { Assertions: [] } } } });
  expect(assembly.status).toBe('success');
  expect((assembly as { value: CloudAssembly }).value.stacks[0].template.resources).toEqual({});
});

test('refuses a symbolic link that leads outside', () => {
  directory = new AssemblyDirectory({ 'manifest.json': stack('link.json') });
  symlinkSync('/etc/passwd', join(directory.path, 'link.json'));
  expect(readCloudAssembly(directory.path)).toMatchObject({ status: 'error', message: expect.stringContaining('through a symbolic link') as string });
});

test('names such as `constructor` are names like any other', () => {
  const assembly = read({ 'Web.template.json': '{"Resources":{"__proto__":{"Type":"AWS::SNS::Topic"},"constructor":{"Type":"AWS::SNS::Topic"}}}' });
  expect(Object.keys((assembly as { value: CloudAssembly }).value.stacks[0].template.resources)).toEqual(['__proto__', 'constructor']);
});
