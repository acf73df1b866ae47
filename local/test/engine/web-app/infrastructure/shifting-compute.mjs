// What serves in an environment whose revision comes with the stack: tasks or a function, a fifth or a tenth of the requests first.

const targets = (type) => ({
  Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  Properties: {
    TargetType: type,
    ...type === 'ip' && {
      Port: 80, Protocol: 'HTTP', HealthCheckPath: '/health', HealthCheckIntervalSeconds: 1, HealthCheckTimeoutSeconds: 2, HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 10, TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '10' }],
    },
  },
});

export const shiftingComputes = { fargate: tasks, lambda: serverlessFunction };

export const parametersOf = {
  fargate: { ImageDigest: '#{BuildImage.IMAGE_DIGEST}' },
  lambda: { RevisionKey: { 'Fn::GetArtifactAtt': ['Application', 'ObjectKey'] }, ReleaseId: '#{codepipeline.PipelineExecutionId}' },
};

function tasks({ name, instances, alarms = [] }) {
  return {
    Parameters: { ImageDigest: { Type: 'String' } },
    Resources: {
      TargetGroup: targets('ip'),
      AlternateTargetGroup: targets('ip'),
      Production: {
        Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
        Properties: {
          ListenerArn: { Ref: 'Listener' }, Priority: 50_000, Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }],
          Actions: [{ Type: 'forward', TargetGroupArn: { Ref: 'TargetGroup' } }],
        },
      },
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: {} },
      TaskDefinition: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          Cpu: '256', Memory: '512',
          ContainerDefinitions: [{
            Name: 'application', Image: { 'Fn::Sub': '123456789012.dkr.ecr.us-east-1.amazonaws.com/web@${ImageDigest}' },
            Command: ['node', 'server.mjs'], WorkingDirectory: '/app', User: '10001:10001', ReadonlyRootFilesystem: true, StopTimeout: 10,
            PortMappings: [{ ContainerPort: 3000 }],
          }],
        },
      },
      Service: {
        Type: 'AWS::ECS::Service',
        Properties: {
          ServiceName: `Web-${name}`, Cluster: { Ref: 'Cluster' }, TaskDefinition: { Ref: 'TaskDefinition' }, DesiredCount: instances,
          HealthCheckGracePeriodSeconds: 60,
          DeploymentConfiguration: {
            Strategy: 'CANARY', BakeTimeInMinutes: 1, CanaryConfiguration: { CanaryPercent: 20, CanaryBakeTimeInMinutes: 5 },
            ...alarms.length > 0 && { Alarms: { Enable: true, Rollback: true, AlarmNames: alarms.map(({ id }) => ({ Ref: id })) } },
          },
          LoadBalancers: [{
            ContainerName: 'application', ContainerPort: 3000, TargetGroupArn: { Ref: 'TargetGroup' },
            AdvancedConfiguration: {
              AlternateTargetGroupArn: { Ref: 'AlternateTargetGroup' }, ProductionListenerRule: { Ref: 'Production' },
              RoleArn: 'arn:aws:iam::123456789012:role/ecs',
            },
          }],
        },
      },
    },
  };
}

function serverlessFunction({ name, alarms = [] }) {
  return {
    Transform: 'AWS::Serverless-2016-10-31',
    Parameters: { RevisionKey: { Type: 'String' }, ReleaseId: { Type: 'String' } },
    Resources: {
      TargetGroup: {
        ...targets('lambda'), Properties: { TargetType: 'lambda', Targets: [{ Id: { Ref: 'Function.Alias' } }] },
      },
      Function: {
        Type: 'AWS::Serverless::Function',
        Properties: {
          FunctionName: `Web-${name}`, Runtime: 'nodejs24.x', Handler: 'deploy/run.sh', Timeout: 10,
          CodeUri: { Bucket: 'artifacts', Key: { Ref: 'RevisionKey' } }, AutoPublishAlias: 'live', AutoPublishCodeSha256: { Ref: 'ReleaseId' },
          Environment: { Variables: { HOST: '127.0.0.1', PORT: '3000', AWS_LWA_READINESS_CHECK_PATH: '/health' } },
          DeploymentPreference: {
            Enabled: true, Type: 'Canary10Percent5Minutes', Role: 'arn:aws:iam::123456789012:role/shift',
            Alarms: alarms.map(({ id }) => ({ Ref: id })),
          },
        },
      },
    },
  };
}
