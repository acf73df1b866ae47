import { AssemblyDirectory, METADATA, PIPELINE, PROJECT } from './assembly-directory';
import { readCloudAssembly, readPipeline, type PipelineModel, type Result } from '../../src/assembly';

function pipelineOf(resources: Readonly<Record<string, unknown>>, name?: string): Result<PipelineModel> {
  const directory = new AssemblyDirectory({ 'Web.template.json': { Resources: resources } });
  try {
    const assembly = readCloudAssembly(directory.path);
    if (assembly.status !== 'success') throw new Error(assembly.message);
    return readPipeline(assembly.value, name);
  } finally {
    directory.remove();
  }
}

const withMetadata = (metadata: unknown): unknown => ({ ...PIPELINE, Metadata: { 'gostyle:pipeline': metadata } });

function withTrigger(branch: string) {
  const Triggers = [{ GitConfiguration: { SourceActionName: 'Source', Push: [{ Branches: { Includes: [branch] } }] } }];
  return { ...PIPELINE, Properties: { ...PIPELINE.Properties, Triggers } };
}

describe('a pipeline', () => {
  const pipeline = (pipelineOf({ Pipeline: PIPELINE, Project: PROJECT }) as { value: PipelineModel }).value;
  const [, build, staging] = pipeline.stages;

  test('has the properties of the resource and its metadata', () => {
    expect(pipeline).toMatchObject({
      name: 'Web',
      type: 'V2',
      executionMode: 'QUEUED',
      triggers: [{ sourceAction: 'Source', branches: { includes: ['main'], excludes: [] }, filePaths: { excludes: ['docs/**'] } }],
      variables: { COLOR: 'blue' },
      metadata: {
        buildspec: 'ci/buildspec.yml',
        environments: [{ name: 'staging', stage: 'staging', stackName: 'Web-staging', templatePath: 'assembly-staging/staging.template.json' }],
      },
    });
  });

  test('has its actions by run order', () => {
    expect(staging.actions.map(({ name, runOrder }) => [name, runOrder])).toEqual([['PrepareChangeSet', 1], ['Deploy', 2]]);
    expect(staging).toMatchObject({
      onFailure: { result: 'ROLLBACK', retryMode: 'FAILED_ACTIONS', conditions: [] },
      beforeEntry: [{
        result: 'SKIP',
        rules: [{ name: 'Changed', provider: 'VariableCheck', configuration: { Variable: '#{Build.HASH}', Operator: 'NE', Value: '${Hash}' } }],
      }],
      onSuccess: [],
      disabledReason: 'freeze',
    });
  });

  test('has intrinsic functions in the configuration as text', () => {
    expect(staging.actions[0].configuration).toMatchObject({
      ParameterOverrides: '{"Bucket":"${Bucket}","Size":2}', RoleArn: 'arn:${AWS::Partition}:iam::1:role/deploy',
    });
  });

  test('has the build project that an action refers to', () => {
    expect(build.actions[0]).toMatchObject({
      inputArtifacts: ['Source'],
      outputArtifacts: ['Application', 'Infrastructure'],
      environmentVariables: [{ name: 'COLOR', value: 'blue', type: 'PLAINTEXT' }],
      project: {
        logicalId: 'Project',
        buildspec: { type: 'file', path: 'ci/buildspec.yml' },
        image: 'aws/codebuild/standard:7.0',
        timeoutMinutes: 30,
        privileged: false,
        environmentVariables: [{ name: 'REGION', value: '${AWS::Region}', type: 'PLAINTEXT' }],
      },
    });
  });
});

test('a buildspec in the template is kept as text', () => {
  const project = { ...PROJECT, Properties: { ...PROJECT.Properties, Source: { Type: 'CODEPIPELINE', BuildSpec: 'version: 0.2\nphases: {}' } } };
  const pipeline = (pipelineOf({ Pipeline: PIPELINE, Project: project }) as { value: PipelineModel }).value;
  expect(pipeline.stages[1].actions[0].project?.buildspec).toEqual({ type: 'inline', text: 'version: 0.2\nphases: {}' });
});

test('one of two pipelines is selected by its name', () => {
  const two = { One: PIPELINE, Two: withMetadata({ ...METADATA, name: 'Other' }) };
  expect(pipelineOf(two)).toEqual({
    status: 'error', message: 'the cloud assembly has more than one pipeline; name one with `--pipeline`: Web, Other',
  });
  expect(pipelineOf(two, 'Other')).toMatchObject({ status: 'success', value: { logicalId: 'Two' } });
  expect(pipelineOf(two, 'Third')).toEqual({ status: 'not-found', message: 'the cloud assembly has no pipeline Third; it has: Web, Other' });
});

test.each([
  ['no pipeline', { Project: PROJECT }, /has no AWS::CodePipeline::Pipeline/],
  ['a pipeline of another make', { Pipeline: { ...PIPELINE, Metadata: {} } }, /was not created by GoStyleWebPipeline/],
  ['metadata of another version', { Pipeline: withMetadata({ ...METADATA, version: 2 }) }, /version must be 1, got: 2/],
  ['metadata without an application', { Pipeline: withMetadata({ ...METADATA, application: undefined }) }, /"application" with a "port"/],
  ['metadata without environments', { Pipeline: withMetadata({ ...METADATA, environments: 'none' }) }, /environments must be a list/],
  ['an environment without a template',
    { Pipeline: withMetadata({ ...METADATA, environments: [{ name: 'a', stackName: 'b' }] }) }, /environments\[0\]: must have/],
  ['an environment of a stage that does not exist',
    { Pipeline: withMetadata({ ...METADATA, environments: [{ ...METADATA.environments[0], stage: 'test' }] }) }, /names the stage test/],
  ['a trigger whose pattern stands for too much', { Pipeline: withTrigger('{a,b}'.repeat(9)) }, /the pattern \{a,b\}.* of a trigger is too complex/],
])('refuses %s', (_what, resources, message) => {
  const pipeline = pipelineOf(resources);
  expect(pipeline.status).not.toBe('success');
  expect((pipeline as { message: string }).message).toMatch(message);
});
