import { Duration } from 'aws-cdk-lib';
import { AutoScalingGroup, HealthChecks, AdditionalHealthCheckType, UpdatePolicy, InstanceRefreshStrategy } from 'aws-cdk-lib/aws-autoscaling';
import { Alarm, Metric, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { LoadBalancer, ServerApplication, ServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

interface Props { readonly cidr: string; readonly production: boolean; readonly topicArn: string; readonly bucketName: string }

/** Network, load balancer, fleet, alarms and deployment group in plain L2 constructs. */
export class EnvironmentByHand extends Construct {
  constructor(scope: Construct, id: string, { cidr, production, topicArn, bucketName }: Props) {
    super(scope, id);
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(cidr),
      maxAzs: 2,
      natGateways: production ? 2 : 1,
      restrictDefaultSecurityGroup: true,
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
      flowLogs: production ? { Rejected: { trafficType: ec2.FlowLogTrafficType.REJECT } } : undefined,
    });
    const loadBalancer = new elb.ApplicationLoadBalancer(this, 'LoadBalancer', { vpc, internetFacing: true, dropInvalidHeaderFields: true });
    if (production) {
      new Bucket(this, 'AccessLogs', { encryption: BucketEncryption.S3_MANAGED, blockPublicAccess: BlockPublicAccess.BLOCK_ALL, enforceSSL: true });
    }
    const role = new Role(this, 'InstanceRole', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    Bucket.fromBucketName(this, 'Artifacts', bucketName).grantRead(role);
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc });
    const fleet = new AutoScalingGroup(this, 'Fleet', {
      vpc,
      minCapacity: 2,
      maxCapacity: 4,
      launchTemplate: new ec2.LaunchTemplate(this, 'Template', {
        role,
        securityGroup,
        requireImdsv2: true,
        userData: ec2.UserData.forLinux(),
        machineImage: ec2.MachineImage.latestAmazonLinux2023(),
        instanceType: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.SMALL),
      }),
      healthChecks: HealthChecks.withAdditionalChecks({ additionalTypes: [AdditionalHealthCheckType.ELB], gracePeriod: Duration.minutes(5) }),
      updatePolicy: UpdatePolicy.instanceRefresh({ strategy: InstanceRefreshStrategy.ROLLING, minHealthyPercentage: 100, maxHealthyPercentage: 150 }),
    });
    fleet.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
    const targetGroup = loadBalancer.addListener('Http', { port: 80 }).addTargets('Fleet', {
      port: 3000, protocol: elb.ApplicationProtocol.HTTP, targets: [fleet], healthCheck: { path: '/health' },
    });
    const topic = Topic.fromTopicArn(this, 'Topic', topicArn);
    const alarm = (name: string, metric: IMetric) => {
      const made = new Alarm(this, name, { metric, threshold: 1, evaluationPeriods: 2 });
      made.addAlarmAction(new SnsAction(topic));
      return made;
    };
    const alarms = [
      alarm('Errors', targetGroup.metrics.httpCodeTarget(elb.HttpCodeTarget.TARGET_5XX_COUNT)),
      alarm('LoadBalancerErrors', loadBalancer.metrics.httpCodeElb(elb.HttpCodeElb.ELB_5XX_COUNT)),
      alarm('Latency', targetGroup.metrics.targetResponseTime()),
      alarm('Unhealthy', targetGroup.metrics.unhealthyHostCount()),
    ];
    alarm('FailedDeployments', new Metric({ namespace: 'AWS/CodeDeploy', metricName: 'FailedDeployments', statistic: 'Sum' }));
    new ServerDeploymentGroup(this, 'DeploymentGroup', {
      application: new ServerApplication(this, 'Application'),
      autoScalingGroups: [fleet],
      loadBalancers: [LoadBalancer.application(targetGroup)],
      alarms,
      autoRollback: { failedDeployment: true, deploymentInAlarm: true },
      terminationHook: true,
      installAgent: false,
    });
  }
}
