import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { GoStyleWebPipeline } from '../../src';
import { everywhere } from '../helpers/accounts';
import { only, resources, statementsOf, text } from '../helpers/resources';
import { REPOSITORY, webPipeline } from '../helpers/web-pipeline';

interface Action {
  readonly Name: string;
  readonly RunOrder: number;
  readonly Configuration: { readonly EnvironmentVariables?: string };
}

function stage(template: Template, name: string): Action[] {
  const stages = only(template, 'AWS::CodePipeline::Pipeline').Properties.Stages as { Name: string; Actions: Action[] }[];
  return stages.find(({ Name }) => Name === name)!.Actions;
}

function addFunction(web: GoStyleWebPipeline, environment: string): void {
  new LambdaFunction(web.environment(environment), 'Report', {
    runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromAsset(REPOSITORY),
  });
}

const publishProject = (template: Template) => Object.values(resources(template))
  .find(({ Type, Metadata }) => Type === 'AWS::CodeBuild::Project' && Metadata?.['gostyle:project']);

test('a pipeline without assets does not publish any', () => {
  const template = Template.fromStack(Stack.of(webPipeline()));
  expect(publishProject(template)).toBeUndefined();
  expect(JSON.stringify(template.toJSON())).not.toContain('PublishAssets');
});

describe('an environment with a function from a file', () => {
  const app = new App();
  const web = webPipeline({}, app);
  addFunction(web, 'staging');
  const template = Template.fromStack(Stack.of(web));

  test('publishes it before its change set, and no other environment does', () => {
    const first = stage(template, 'staging').filter(({ RunOrder }) => RunOrder === 1).map(({ Name }) => Name);
    expect(first.sort()).toEqual(['PublishAssets', 'RecoverStack']);
    expect(stage(template, 'production').map(({ Name }) => Name)).not.toContain('PublishAssets');
  });

  test('from the cloud assembly that is deployed', () => {
    const { EnvironmentVariables } = stage(template, 'staging').find(({ Name }) => Name === 'PublishAssets')!.Configuration;
    const [{ name, value }] = JSON.parse(EnvironmentVariables!) as { name: string; value: string }[];
    expect(name).toBe('ASSET_MANIFESTS');
    expect(value).toMatch(/^assembly-WebPipeline-Web-staging\/\w+\.assets\.json$/);
    expect(app.synth().getNestedAssembly('assembly-WebPipeline-Web-staging').directory).toBe(join(app.outdir, value.split('/')[0]));
  });

  test('with the role that publishes files, and no other', () => {
    const assumed = statementsOf(template, 'WebDeliveryAssetPublishingProjectRole').filter(({ Action: name }) => name === 'sts:AssumeRole');
    expect(assumed.map(({ Resource }) => text(Resource)).join()).toMatch(/:role\/cdk-hnb659fds-file-publishing-role-/);
    expect(assumed.map(({ Resource }) => text(Resource)).join()).not.toMatch(/deploy-role|exec-role|image-publishing/);
  });

  test('without a Docker daemon, and without findings of cdk-nag', () => {
    expect(publishProject(template)!.Properties.Environment).toMatchObject({ PrivilegedMode: false });
    expect(new AwsSolutionsChecks(app).validateScope(app).violations.flatMap(({ violatingResources, ruleName }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`)).filter((line) => line.includes('AssetPublishing'))).toEqual([]);
  });
});

test('a container image needs a Docker daemon', () => {
  const web = webPipeline();
  new DockerImageAsset(web.environment('staging'), 'Image', { directory: REPOSITORY, file: 'appspec.yml' });
  expect(publishProject(Template.fromStack(Stack.of(web)))!.Properties.Environment).toMatchObject({ PrivilegedMode: true });
});

test('assets of another account are published with the roles of its bootstrap', () => {
  const web = everywhere(new App());
  addFunction(web, 'live');
  const granted = statementsOf(Template.fromStack(Stack.of(web)), 'WebDeliveryAssetPublishingProjectRole');
  expect(granted.map(({ Resource }) => text(Resource)).join())
    .toContain(':iam::444455556666:role/cdk-hnb659fds-file-publishing-role-444455556666-us-east-1');
});

test('the stage may read the parameters of its template, and no others', () => {
  const web = webPipeline();
  StringParameter.valueForStringParameter(web.environment('staging'), '/shop/size');
  const read = statementsOf(Template.fromStack(Stack.of(web)), 'WebDeliveryRolesstaging')
    .filter(({ Action: name }) => name === 'ssm:GetParameters').flatMap(({ Resource }) => [Resource].flat().map(text));
  expect(read.map((resource) => resource.split(':ssm:')[1]).sort())
    .toEqual(['<AWS::Region>:<AWS::AccountId>:parameter/shop/size', '<AWS::Region>::parameter/aws/service/*'].sort());
});
