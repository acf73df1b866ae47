import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Environment, FargateFleet, SecretReference, type AttachmentConfig, type FargateOptions, type IAttachment } from '../../../src';
import { fargate, fargatePipeline } from '../../helpers/fargate';
import { actionsOf, only, resources, statementsOf, text, type Resource } from '../../helpers/resources';
import { environmentStack, environmentTemplate, webPipeline } from '../../helpers/web-pipeline';

const withTasks = (options: Partial<FargateOptions> = {}) => environmentTemplate(Environment.named('staging', { compute: fargate(options) }));
const smallest = withTasks();

interface Container {
  readonly Image: unknown;
  readonly Secrets?: { Name: string; ValueFrom: unknown }[];
  readonly Environment: { Name: string; Value: unknown }[];
}

const containerOf = (template: Template) =>
  (only(template, 'AWS::ECS::TaskDefinition').Properties.ContainerDefinitions as Container[])[0];

describe('the container', () => {
  test('runs as an unprivileged user without capabilities, on a read-only file system except /tmp', () => {
    expect(containerOf(smallest)).toMatchObject({
      User: '10001:10001',
      Privileged: false,
      ReadonlyRootFilesystem: true,
      MountPoints: [{ ContainerPath: '/tmp', SourceVolume: 'tmp', ReadOnly: false }],
      LinuxParameters: { Capabilities: { Drop: ['ALL'] }, InitProcessEnabled: true },
      WorkingDirectory: '/app',
      Command: ['node', 'dist/main.js'],
      PortMappings: [{ ContainerPort: 3000 }],
    });
  });

  test('gets its port, its host and its variables', () => {
    const variables = Object.fromEntries(containerOf(smallest).Environment.map(({ Name, Value }) => [Name, Value]));
    expect(variables).toEqual({ PORT: '3000', HOST: '0.0.0.0', HEALTH_CHECK_PATH: '/health', NODE_ENV: 'production' });
  });

  test('uses the image of the change set, by its digest, from the pipeline\'s repository', () => {
    expect(text(containerOf(smallest).Image))
      .toBe('<AWS::AccountId>.dkr.ecr.<AWS::Region>.<AWS::URLSuffix>/web/application@<ImageDigest>');
    smallest.hasParameter('ImageDigest', { AllowedPattern: '^sha256:[0-9a-f]{64}$' });
  });

  test('writes its log to a log group with a retention period', () => {
    smallest.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/gostyle/Web-staging/tasks', RetentionInDays: 30 });
    expect(containerOf(smallest)).toMatchObject({ LogConfiguration: { LogDriver: 'awslogs', Options: { mode: 'non-blocking' } } });
  });

  test('may take as long to stop as a request may take', () => {
    const production = environmentTemplate(Environment.named('production', { compute: fargate() }));
    expect([containerOf(smallest), containerOf(production)]).toMatchObject([{ StopTimeout: 30 }, { StopTimeout: 60 }]);
  });

  test('built from a Dockerfile uses the command and working directory of that', () => {
    const container = containerOf(
      environmentTemplate(Environment.named('staging', { compute: fargate({ command: undefined, dockerfile: 'Dockerfile' }) })));
    expect(container).not.toHaveProperty('Command');
    expect(container).not.toHaveProperty('WorkingDirectory');
  });

  test('gets secrets by reference, which only the execution role may read', () => {
    const template = environmentTemplate(Environment.named('staging', { compute: fargate(), uses: [new Token()] }));
    const [secret] = containerOf(template).Secrets!;
    expect([secret.Name, text(secret.ValueFrom)]).toEqual(['TOKEN', expect.stringMatching(/^<Secret\w+>:token::$/)]);
    expect(statementsOf(template, 'TaskExecutionRole').flatMap(actionsOf)).toContain('secretsmanager:GetSecretValue');
    expect(statementsOf(template, 'TaskRole')).toEqual([]);
  });
});

class Token implements IAttachment {
  bind(scope: Stack): AttachmentConfig {
    return { secrets: { TOKEN: SecretReference.fromSecretsManager(new Secret(scope, 'Secret'), 'token') } };
  }
}

describe('the service', () => {
  test('is in the private subnets, and only the load balancer may connect', () => {
    smallest.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          AssignPublicIp: 'DISABLED',
          Subnets: [{ Ref: Match.stringLikeRegexp('^NetworkPrivateSubnet1') }, { Ref: Match.stringLikeRegexp('^NetworkPrivateSubnet2') }],
          SecurityGroups: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^TaskSecurityGroup'), 'GroupId'] }],
        },
      },
    });
    smallest.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 3000, ToPort: 3000, SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LoadBalancerSecurityGroup'), 'GroupId'] },
    });
  });

  test('has no desired count, because an update would reset it', () => {
    expect(only(smallest, 'AWS::ECS::Service').Properties).not.toHaveProperty('DesiredCount');
    smallest.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 2, MaxCapacity: 4 });
  });

  test('depends on the listener, on internet access, and on the execution role', () => {
    const { DependsOn } = only(smallest, 'AWS::ECS::Service') as { DependsOn?: readonly string[] };
    for (const needed of [/^LoadBalancerListener/, /^NetworkPrivateSubnet1DefaultRoute/, /^TaskExecutionRoleDefaultPolicy/]) {
      expect(DependsOn).toContainEqual(expect.stringMatching(needed));
    }
  });

  test('scales by CPU, and by requests per task if configured', () => {
    smallest.resourceCountIs('AWS::ApplicationAutoScaling::ScalingPolicy', 1);
    const [, requests] = Object.values(resources(withTasks({ targetRequestsPerMinute: 600 })))
      .filter(({ Type }) => Type === 'AWS::ApplicationAutoScaling::ScalingPolicy');
    expect(JSON.stringify(requests.Properties)).toContain('"FILL(requests0, 0)"');
    withTasks({ minCapacity: 2, maxCapacity: 2, targetRequestsPerMinute: 600 }).resourceCountIs('AWS::ApplicationAutoScaling::ScalingPolicy', 0);
  });

  test('runs the requested share of its tasks on Spot', () => {
    expect(only(withTasks({ spotPercentage: 70, onDemandBaseCapacity: 1 }), 'AWS::ECS::Service').Properties.CapacityProviderStrategy)
      .toEqual([{ CapacityProvider: 'FARGATE', Base: 1, Weight: 30 }, { CapacityProvider: 'FARGATE_SPOT', Weight: 70 }]);
    expect(only(smallest, 'AWS::ECS::Service').Properties.CapacityProviderStrategy).toEqual([{ CapacityProvider: 'FARGATE', Weight: 1 }]);
  });

  test('allows a shell only if configured', () => {
    expect(only(smallest, 'AWS::ECS::Service').Properties.EnableExecuteCommand).toBe(false);
    const open = withTasks({ executeCommand: true, writableRootFileSystem: true });
    expect(only(open, 'AWS::ECS::Service').Properties.EnableExecuteCommand).toBe(true);
    expect(statementsOf(open, 'TaskRole').flatMap(actionsOf)).toContain('ssmmessages:OpenDataChannel');
  });

  test('creates nothing for instances', () => {
    const types = Object.values(resources(smallest)).map(({ Type }) => Type);
    expect(types.filter((type) => /AutoScaling::AutoScalingGroup|LaunchTemplate|CodeDeploy/.test(type))).toEqual([]);
  });

  test('reaches AWS through VPC endpoints without internet access', () => {
    const closed = Template.fromStack(fargatePipeline(new App()).environment('closed'));
    const services = Object.values(closed.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) =>
      text((Properties as { ServiceName: unknown }).ServiceName));
    for (const service of ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager', 'ssm', 's3']) {
      expect(services).toContainEqual(
        expect.stringMatching(`\\.${service}$`));
    }
    expect(services.join()).not.toContain('codedeploy');
  });
});

test('the fleet exposes the resources', () => {
  const stack = environmentStack(Environment.named('staging', { compute: fargate() }));
  const fleet = FargateFleet.of(stack);
  expect([fleet.targetGroups.length, fleet.productionRule, fleet.taskDefinition.defaultContainer?.containerName]).toEqual(
    [1, undefined, 'application']);
  expect(stack.connections.securityGroups).toEqual([fleet.securityGroup]);
  expect(() => FargateFleet.of(webPipeline().environment('staging')))
    .toThrow('`environment` must have `Compute.fargate()` as its compute, got: "Web-staging"; look for the resources of its own compute');
});

test('changing the compute changes no logical id outside it', () => {
  const ids = (stack: Stack) => new Set(Object.entries(resources(Template.fromStack(stack))).map(([id, { Type }]) => `${Type} ${id}`));
  const [tasks, instances] = [ids(environmentStack(Environment.named('staging', { compute: fargate() }))), ids(webPipeline().environment('staging'))];
  const changed = [...tasks].filter((id) => !instances.has(id)).concat([...instances].filter((id) => !tasks.has(id)));
  const own = new RegExp('ECS|AutoScaling|CodeDeploy|LaunchTemplate|InstanceProfile|StepFunctions|TargetGroup|SecurityGroup(In|E)gress|Alarms'
    + '|Events::Rule|IAM::|Logs::');
  expect(changed.filter((id) => !own.test(id)).map((id) => id.split(' ')[1].replace(/[0-9A-F]{8}$/, '')).sort()).toEqual([
    'FleetSecurityGroup', 'RefreshAlarm', 'ServiceLinkedRole', 'ServiceLinkedRoleFunction', 'TaskSecurityGroup',
  ]);
});

test('synthesis prints the cost of the tasks and the duration of a deployment', () => {
  const notes = (options: Partial<FargateOptions>) => {
    const stack = environmentStack(Environment.named('staging', { compute: fargate(options) }));
    Template.fromStack(stack);
    return Annotations.fromStack(stack).findInfo('*', Match.anyValue()).map(({ entry }) => String(entry.data)).join('\n');
  };
  const smallestNotes = notes({});
  expect(smallestNotes).toMatch(/1 Fargate vCPU 29\.55, .*2 Fargate GB 6\.49/);
  expect(notes({ cpuArchitecture: CpuArchitecture.ARM64, spotPercentage: 50 })).toContain('0.5 Fargate ARM vCPU 11.82');
  expect(smallestNotes).toContain('a deployment to the 2 tasks of Web-staging takes 5 min of monitoring (5 min at its end) and the time of its tasks:'
    + ' to start (a minute or two), to be found healthy (10 s) and to finish requests (30 s)');
});

test('warns about production on Spot alone', () => {
  const stack = environmentStack(Environment.named('production', { compute: fargate({ spotPercentage: 100 }) }));
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('^every task of production is on Fargate Spot: .*; keep some with'));
  const staging = environmentStack(Environment.named('staging', { compute: fargate({ spotPercentage: 100 }) }));
  Annotations.fromStack(staging).hasNoWarning('*', Match.stringLikeRegexp('Spot'));
});

test('a failed task keeps its alarm active for a while: a fix of what fails again and again is not rolled back', () => {
  environmentTemplate(Environment.named('live', { compute: fargate() })).hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/Events', MetricName: 'MatchedEvents', EvaluationPeriods: 15, DatapointsToAlarm: 1,
  });
});

test('the service goes before the capacity providers, and the cluster comes after the role of Amazon ECS', () => {
  const all = environmentTemplate(Environment.named('live', { compute: fargate() })).toJSON().Resources as Record<string, Resource>;
  const of = (type: string) => Object.entries(all).find(([, { Type }]) => Type === type)!;
  expect(of('AWS::ECS::Service')[1].DependsOn).toContain(of('AWS::ECS::ClusterCapacityProviderAssociations')[0]);
  expect(of('AWS::ECS::Cluster')[1].DependsOn).toContain(of('Custom::ServiceLinkedRole')[0]);
});
