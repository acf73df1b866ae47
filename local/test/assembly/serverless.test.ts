import type { JsonObject } from '../../src/assembly/json';
import { expandServerless } from '../../src/assembly/serverless';

const TRANSFORM = 'AWS::Serverless-2016-10-31';
const PROPERTIES = {
  FunctionName: 'web',
  CodeUri: { Bucket: { Ref: 'Bucket' }, Key: { Ref: 'Key' } },
  Handler: 'run.sh',
  Runtime: 'nodejs24.x',
  Tracing: 'Active',
  AutoPublishAlias: 'live',
  AutoPublishCodeSha256: { Ref: 'ReleaseId' },
  DeploymentPreference: { Type: 'Canary10Percent5Minutes', Alarms: [{ Ref: 'Errors' }], Hooks: { PreTraffic: { Ref: 'Hook' } }, Role: 'role' },
};

const template = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  Transform: TRANSFORM,
  Resources: { Function: { Type: 'AWS::Serverless::Function', Properties: properties, DependsOn: ['Role'] }, ...more },
});

test('a function is expanded as by the transform', () => {
  const { Resources, Transform } = expandServerless(template(PROPERTIES)) as { Resources: Record<string, JsonObject>; Transform?: unknown };
  expect(Transform).toBeUndefined();
  expect(Object.entries(Resources).map(([id, { Type }]) => [id, Type])).toEqual([
    ['Function', 'AWS::Lambda::Function'],
    ['FunctionVersion', 'AWS::Lambda::Version'],
    ['FunctionAliaslive', 'AWS::Lambda::Alias'],
    ['FunctionDeploymentGroup', 'AWS::CodeDeploy::DeploymentGroup'],
    ['ServerlessDeploymentApplication', 'AWS::CodeDeploy::Application'],
  ]);
  expect(Resources.Function).toMatchObject({
    Properties: { FunctionName: 'web', Code: { S3Bucket: { Ref: 'Bucket' }, S3Key: { Ref: 'Key' } }, TracingConfig: { Mode: 'Active' } },
  });
  expect(Resources.FunctionVersion).toMatchObject({ Properties: { Description: { Ref: 'ReleaseId' } } });
  expect(Resources.FunctionAliaslive).toMatchObject({
    DependsOn: ['Role'],
    UpdatePolicy: {
      CodeDeployLambdaAliasUpdate: { DeploymentGroupName: { Ref: 'FunctionDeploymentGroup' }, BeforeAllowTrafficHook: { Ref: 'Hook' } },
    },
  });
  expect(Resources.FunctionDeploymentGroup).toMatchObject({
    Properties: {
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      AlarmConfiguration: { Alarms: [{ Name: { Ref: 'Errors' } }] },
    },
  });
});

test('references to its alias or version point to the generated resources', () => {
  const value = { 'Fn::Join': ['', [{ Ref: 'Function.Version' }]] };
  const hook = { Type: 'AWS::SSM::Parameter', Properties: { Value: value, Name: { Ref: 'Function.Alias' } } };
  const { Resources } = expandServerless(template(PROPERTIES, { Hook: hook })) as { Resources: Record<string, JsonObject> };
  expect(Resources.Hook.Properties).toEqual({ Value: { 'Fn::Join': ['', [{ Ref: 'FunctionVersion' }]] }, Name: { Ref: 'FunctionAliaslive' } });
});

test('a function without an alias has no version', () => {
  const { Resources } = expandServerless(template({ CodeUri: PROPERTIES.CodeUri })) as { Resources: JsonObject };
  expect(Object.keys(Resources)).toEqual(['Function']);
});

test.each<[string, JsonObject]>([
  ['an API', template(PROPERTIES, { Api: { Type: 'AWS::Serverless::Api' } })],
  ['inline code', template({ InlineCode: 'x' })],
  ['events', template({ ...PROPERTIES, Events: {} })],
  ['no transform', { Resources: { Function: { Type: 'AWS::Serverless::Function', Properties: PROPERTIES } } }],
])('a template with %s is left unchanged', (_what, document) => {
  expect(expandServerless(document)).toBe(document);
});
