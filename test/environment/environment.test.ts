import { App, Aspects, CfnOutput, CfnResource, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Compute, Ec2Fleet, Environment, type EnvironmentOptions } from '../../src';
import { environmentTemplate, webPipeline } from '../helpers/web-pipeline';

test('an environment named production is a production environment', () => {
  expect(Environment.named('production').production).toBe(true);
  expect(Environment.named('staging').production).toBe(false);
  expect(Environment.named('live', { production: true }).production).toBe(true);
});

test.each<[string, string, EnvironmentOptions, string]>([
  ['a name with a blank', 'my env', {}, '`environments.name` must be 2 to 32 letters, digits and hyphens, with a letter first, got: "my env"'],
  ['a name of one letter', 'a', {}, '`environments.name` must be 2 to 32 letters'],
  ['a name that ends with a hyphen', 'a-', {}, '`environments.name` must be 2 to 32 letters'],
  ['the name of another stage', 'Build', {}, '`environments.name` must not be the name of a stage that every pipeline has, got: "Build"'],
  ['a variable of the library', 'staging', { environmentVariables: { HOST: 'x' } },
    '`environments.staging.environmentVariables.HOST` is set by the library'],
])('refuses %s', (_what, name, options, message) => {
  expect(() => Environment.named(name, options)).toThrow(message);
});

test.each<[string, Environment[], string]>([
  ['no environments', [], '`environments` must not be empty'],
  ['the same name twice', [Environment.named('staging'), Environment.named('staging')], '`environments` must have different names, got: "staging"'],
  ['names that differ by case alone', [Environment.named('staging'), Environment.named('Staging')],
    '`environments` must have different names, got: "Staging"'],
])('refuses %s', (_what, environments, message) => {
  expect(() => webPipeline({ environments })).toThrow(message);
});

test('refuses the name of an environment that does not exist', () => {
  expect(() => webPipeline().environment('qa')).toThrow('`environment` must be one of staging, production, got: "qa"; add it to `environments`');
});

test('the stack can be deployed to an account that was never bootstrapped, and needs no asset', () => {
  const app = new App();
  const web = webPipeline({}, app);
  expect(Template.fromStack(web.environment('staging')).toJSON()).not.toHaveProperty('Rules');
  const artifacts = app.synth().getNestedAssembly('assembly-WebPipeline-Web-staging').artifacts;
  const assets = artifacts.filter((artifact) => artifact.constructor.name === 'AssetManifestArtifact')
    .flatMap((artifact) => Object.values((artifact as unknown as { contents: { files: object } }).contents.files)) as { source: { path: string } }[];
  expect(assets.map(({ source }) => source.path)).toEqual([expect.stringMatching(/\.template\.json$/)]);
});

test('`cdk deploy` deploys the pipeline alone', () => {
  const app = new App();
  webPipeline({}, app);
  expect(app.synth().stacks.map(({ stackName }) => stackName)).toEqual(['WebPipeline']);
});

test('production is protected against deletion', () => {
  const web = webPipeline();
  expect(web.environment('production').terminationProtection).toBe(true);
  expect(web.environment('staging').terminationProtection).toBe(false);
});

test('tags and other aspects of the app apply to the environments', () => {
  const app = new App();
  const web = webPipeline({}, app);
  Tags.of(app).add('team', 'web');
  const visited: string[] = [];
  Aspects.of(app).add({ visit: (node) => { if (CfnResource.isCfnResource(node)) visited.push(node.cfnResourceType); } });
  Template.fromStack(web.environment('staging')).hasResourceProperties('AWS::EC2::VPC', { Tags: Match.arrayWith([{ Key: 'team', Value: 'web' }]) });
  expect(visited).toContain('AWS::EC2::VPC');
});

test('existing resources can be imported in a separate stack without resources', () => {
  const app = new App();
  const accessLogBucket = Bucket.fromBucketName(new Stack(app, 'Imports'), 'Logs', 'all-access-logs');
  webPipeline({ environments: [Environment.named('staging', { accessLogBucket })] }, app);
  expect(() => app.synth()).not.toThrow();
});

test('the error for a reference from an environment to another stack explains the fix', () => {
  const app = new App();
  const web = webPipeline({}, app);
  new CfnOutput(web.environment('staging'), 'Elsewhere', { value: web.artifactBucket.bucketName });
  expect(() => app.synth()).toThrow('the environment `staging` is deployed alone, from its own template, '
    + 'and must not refer to what another stack of this app creates: import it');
});

test('no stack depends on another', () => {
  const web = webPipeline();
  for (const stack of [Stack.of(web), web.environment('staging'), web.environment('production')]) {
    const template = JSON.stringify(Template.fromStack(stack).toJSON());
    expect(template).not.toContain('Fn::ImportValue');
    expect(template).not.toContain('"Export"');
  }
});

test('the created resources are accessible', () => {
  const environment = webPipeline().environment('staging');
  const { vpc, loadBalancer, listener } = environment;
  const { autoScalingGroup, launchTemplate, role, securityGroup, targetGroup, deploymentGroup } = Ec2Fleet.of(environment);
  const made = [vpc, loadBalancer, listener, autoScalingGroup, launchTemplate, role, securityGroup, targetGroup, deploymentGroup];
  expect(made.every((each) => each !== undefined)).toBe(true);
});

test('asking another construct for its fleet is an error that names it', () => {
  expect(() => Ec2Fleet.of(new Stack(new App(), 'Other'))).toThrow('`environment` must have `Compute.ec2()` as its compute, got: "Other"');
});

test('environments differ in size', () => {
  const template = environmentTemplate(Environment.named('staging', { compute: Compute.ec2({ minCapacity: 2, maxCapacity: 2 }) }));
  template.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', { MinSize: '2', MaxSize: '2' });
});
