import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Cdn, Environment, GoStyleWebPipeline, type EnvironmentOptions } from '../../src';
import { RoleSimulator } from '../helpers/iam-simulator';
import { only, resources, text } from '../helpers/resources';
import { SMALLEST } from '../helpers/web-pipeline';

const HERE = { account: '111122223333', region: 'eu-west-1' };

interface Action { readonly Name: string; readonly Region?: string; readonly Namespace?: string; readonly Configuration: Record<string, unknown> }

function pipelineWith(env: { account?: string; region?: string } | undefined, options: EnvironmentOptions = {}, name = 'live') {
  const app = new App();
  const stack = new Stack(app, 'WebPipeline', { env });
  const hostedZone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  const web = new GoStyleWebPipeline(stack, 'Web', {
    ...SMALLEST,
    environments: [Environment.named(name, { cdn: Cdn.cloudFront(), domain: { hostedZone, issueCertificate: true }, ...options })],
  });
  return { app, stack, web };
}

function actionsOf(stack: Stack): Action[] {
  const stages = only(Template.fromStack(stack), 'AWS::CodePipeline::Pipeline').Properties.Stages as { Name: string; Actions: Action[] }[];
  return stages.find(({ Name }) => Name === 'live')!.Actions;
}

const edgeOf = (web: GoStyleWebPipeline) =>
  web.node.findAll().filter((node): node is Stack => Stack.isStack(node)).find(({ stackName }) => stackName === 'Web-live-edge');

describe('an environment in another region', () => {
  const { app, stack, web } = pipelineWith(HERE);
  const pipeline = Template.fromStack(stack);
  const environment = Template.fromStack(web.environment('live'));

  test('has its certificate in a stack in us-east-1, which keeps the previous one until it is unused', () => {
    const edge = edgeOf(web)!;
    expect([edge.account, edge.region]).toEqual([HERE.account, 'us-east-1']);
    Template.fromStack(edge).hasResource('AWS::CertificateManager::Certificate', {
      UpdateReplacePolicy: 'Retain', Properties: { DomainName: 'example.com', ValidationMethod: 'DNS' },
    });
    Template.fromStack(edge).hasOutput('CertificateArn', {});
  });

  test('which its stage deploys before its change set, passing on the ARN', () => {
    const [, issue, prepare] = actionsOf(stack);
    expect(issue).toMatchObject({
      Name: 'IssueCertificate',
      Region: 'us-east-1',
      Namespace: 'live-edge',
      Configuration: {
        StackName: 'Web-live-edge',
        ActionMode: 'REPLACE_ON_FAILURE',
        TemplatePath: expect.stringMatching(/^Infrastructure::.+Edge.+\.json$/) as unknown,
      },
    });
    expect(text(prepare.Configuration.ParameterOverrides)).toContain('"EdgeCertificateArn":"#{live-edge.CertificateArn}"');
    environment.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { ViewerCertificate: { AcmCertificateArn: { Ref: 'EdgeCertificateArn' } } },
    });
    expect(Object.values(resources(environment)).filter(({ Type }) => Type === 'AWS::CertificateManager::Certificate')).toHaveLength(1);
  });

  test('with a bucket of the pipeline there, which is deployed with it', () => {
    expect(app.synth().stacks.map(({ stackName }) => stackName)).toEqual(['Web-region-us-east-1', 'WebPipeline']);
    expect(only(pipeline, 'AWS::CodePipeline::Pipeline').Properties.ArtifactStores).toHaveLength(2);
  });

  test('and may change only that stack there', () => {
    const role = new RoleSimulator(pipeline, 'WebDeliveryRoleslive', {});
    const stackIn = (region: string, name: string) => `arn:aws:cloudformation:${region}:111122223333:stack/${name}/1`;
    expect(role.allows('cloudformation:UpdateStack', stackIn('us-east-1', 'Web-live-edge'))).toBe(true);
    expect(role.allows('cloudformation:UpdateStack', stackIn('us-east-1', 'Web-qa-edge'))).toBe(false);
    expect(role.allows('cloudformation:UpdateStack', stackIn('eu-west-1', 'Web-live'))).toBe(false);
    expect(role.allows('iam:PassRole', 'arn:aws:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-111122223333-us-east-1')).toBe(true);
  });
});

test('a pipeline in us-east-1 deploys it in its own region', () => {
  const { stack } = pipelineWith({ ...HERE, region: 'us-east-1' }, { env: HERE });
  const actions = actionsOf(stack).map(({ Name, Region }) => [Name, Region]);
  expect(actions.slice(0, 3)).toEqual([['RecoverStack', undefined], ['IssueCertificate', undefined], ['PrepareChangeSet', 'eu-west-1']]);
});

test('an environment in us-east-1 has it in its own stack', () => {
  const { stack, web } = pipelineWith({ ...HERE, region: 'us-east-1' });
  expect(edgeOf(web)).toBeUndefined();
  expect(actionsOf(stack).map(({ Name }) => Name)).not.toContain('IssueCertificate');
});

describe('refuses', () => {
  test('an environment whose region is not known', () => {
    expect(() => pipelineWith(undefined)).toThrow('`environments.live.cdn` must be in a known account and region, because its certificate is'
      + ' issued in us-east-1, got: a value that is known only at deployment; give the pipeline\'s stack an `env`, or bring a `certificate`');
  });

  test('an environment with the name of that stack', () => {
    const stack = new Stack(new App(), 'WebPipeline', { env: HERE });
    const hostedZone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
    const environments = [
      Environment.named('live', { cdn: Cdn.cloudFront(), domain: { hostedZone, issueCertificate: true } }), Environment.named('live-edge'),
    ];
    expect(() => new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, environments }))
      .toThrow('`environments.name` must leave the stack name `Web-live-edge` to the pipeline: the certificate of live, got: "live-edge"; rename it');
  });

  test('one in another account and region', () => {
    expect(() => pipelineWith(HERE, { env: { account: '444455556666', region: 'eu-west-1' } }))
      .toThrow('`environments.live.cdn` must have a `certificate`, because the pipeline does not issue one in us-east-1 of another account');
  });
});
