import { CfnParameter, Duration } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import {
  Cluster, ContainerImage, FargateService, FargateTaskDefinition, LinuxParameters, LogDrivers, type CfnService,
} from 'aws-cdk-lib/aws-ecs';
import { TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ByHandEnvironment, PORT, type ByHandEnvironmentProps } from './environment';

/** Tasks on Fargate, which Amazon ECS replaces one after another. */
export class ByHandTasks extends ByHandEnvironment {
  constructor(scope: Construct, id: string, props: ByHandEnvironmentProps) {
    super(scope, id, props);
    const targetGroup = this.serve(TargetType.IP);
    const cluster = new Cluster(this, 'Cluster', { vpc: this.vpc, enableFargateCapacityProviders: true });
    const alarms = [
      ...this.watchRequests(targetGroup, ['HTTPCode_Target_5XX_Count', 'HTTPCode_ELB_5XX_Count', 'TargetResponseTime', 'UnHealthyHostCount']),
      this.watchEvents('FailedTasks', { source: ['aws.ecs'], detail: { clusterArn: [cluster.clusterArn], lastStatus: ['STOPPED'] } }),
    ];
    const service = new FargateService(this, 'Service', {
      cluster,
      taskDefinition: this.task(),
      capacityProviderStrategies: [{ capacityProvider: 'FARGATE', weight: 1 }],
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [this.fleetGroup()],
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      bakeTime: Duration.minutes(5),
      circuitBreaker: { rollback: true },
      deploymentAlarms: { alarmNames: alarms.map(({ alarmName }) => alarmName) },
      healthCheckGracePeriod: Duration.seconds(60),
    });
    (service.node.defaultChild as CfnService).loadBalancers = [
      { containerName: 'application', containerPort: PORT, targetGroupArn: targetGroup.targetGroupArn },
    ];
    service.node.addDependency(targetGroup.loadBalancerAttached);
    service.autoScaleTaskCount({ minCapacity: 2, maxCapacity: 4 }).scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
  }

  private task(): FargateTaskDefinition {
    const logGroup = new LogGroup(this, 'TaskLogs', { retention: RetentionDays.ONE_MONTH });
    const assumedBy = new ServicePrincipal('ecs-tasks.amazonaws.com');
    const executionRole = new Role(this, 'ExecutionRole', { assumedBy });
    executionRole.addToPolicy(new PolicyStatement({ actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], resources: ['*'] }));
    logGroup.grantWrite(executionRole);
    const definition = new FargateTaskDefinition(this, 'Task', {
      cpu: 512,
      memoryLimitMiB: 1024,
      taskRole: new Role(this, 'TaskRole', { assumedBy }),
      executionRole: executionRole.withoutPolicyUpdates(),
      volumes: [{ name: 'tmp' }],
    });
    const digest = new CfnParameter(this, 'ImageDigest').valueAsString;
    definition.addContainer('Application', {
      containerName: 'application',
      image: ContainerImage.fromRegistry(`${this.account}.dkr.ecr.${this.region}.${this.urlSuffix}/web/application@${digest}`),
      command: ['node', 'dist/main.js'],
      workingDirectory: '/app',
      user: '10001:10001',
      readonlyRootFilesystem: true,
      linuxParameters: new LinuxParameters(this, 'Init', { initProcessEnabled: true }),
      portMappings: [{ containerPort: PORT }],
      environment: { PORT: String(PORT), HOST: '0.0.0.0', NODE_ENV: 'production' },
      logging: LogDrivers.awsLogs({ logGroup, streamPrefix: 'task' }),
    }).addMountPoints({ sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false });
    return definition;
  }
}
