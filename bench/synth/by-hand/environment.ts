import {
  CfnOutput, CfnParameter, CustomResource, DefaultStackSynthesizer, Duration, Fn, RemovalPolicy, Stack, type StackProps,
} from 'aws-cdk-lib';
import {
  AdditionalHealthCheckType, AutoScalingGroup, CfnAutoScalingGroup, GroupMetrics, HealthChecks, InstanceRefreshStrategy, UpdatePolicy,
} from 'aws-cdk-lib/aws-autoscaling';
import {
  Alarm, AlarmStatusWidget, ComparisonOperator, Dashboard, GraphWidget, Metric, TreatMissingData, type IAlarm,
} from 'aws-cdk-lib/aws-cloudwatch';
import { LoadBalancer, ServerApplication, ServerDeploymentConfig, ServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import {
  BlockDeviceVolume, CfnSecurityGroupEgress, CfnSecurityGroupIngress, EbsDeviceVolumeType, FlowLogDestination, FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InstanceClass, InstanceSize, InstanceType, LaunchTemplate,
  LaunchTemplateHttpTokens, MachineImage, Peer, Port, SecurityGroup, SubnetType, UserData, Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer, ApplicationProtocol, ApplicationTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

interface ByHandEnvironmentProps extends StackProps {
  readonly name: string;
  /** What its instances run when they boot. */
  readonly userData: string;
}

const PORT = 3000;

/** What the library makes of an environment, as a team writes it for one service. */
export class ByHandEnvironment extends Stack {
  private readonly production: boolean;

  constructor(scope: Construct, id: string, { name, userData, ...props }: ByHandEnvironmentProps) {
    super(scope, id, { ...props, synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
    this.production = name === 'production';
    const bucket = new CfnParameter(this, 'ArtifactBucketName');
    const topic = new CfnParameter(this, 'NotificationTopicArn');
    const vpc = this.network();
    const { loadBalancer, balancerGroup, targetGroup } = this.balancer(vpc);
    const fleet = this.fleet(vpc, balancerGroup, targetGroup, userData, bucket.valueAsString);
    const alarms = this.alarms(loadBalancer, targetGroup, topic.valueAsString, name);
    this.deployment(fleet, targetGroup, alarms, name);
    new CfnOutput(this, 'Url', { value: `http://${loadBalancer.loadBalancerDnsName}` });
  }

  override get availabilityZones(): string[] {
    return [0, 1, 2].map((index) => Fn.select(index, Fn.getAzs()));
  }

  private network(): Vpc {
    const vpc = new Vpc(this, 'Network', {
      maxAzs: 2,
      natGateways: this.production ? 2 : 1,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 22 },
      ],
      gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    });
    if (this.production) {
      const logGroup = new LogGroup(this, 'FlowLogs', { retention: RetentionDays.ONE_YEAR });
      vpc.addFlowLog('Rejected', { destination: FlowLogDestination.toCloudWatchLogs(logGroup), trafficType: FlowLogTrafficType.REJECT });
    }
    this.closeDefaultSecurityGroup(vpc);
    return vpc;
  }

  private closeDefaultSecurityGroup(vpc: Vpc): void {
    const role = new Role(this, 'CloseRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new LogGroup(this, 'CloseLogs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    logGroup.grantWrite(role);
    role.addToPolicy(new PolicyStatement({
      actions: ['ec2:AuthorizeSecurityGroupEgress', 'ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
      resources: [this.formatArn({ service: 'ec2', resource: 'security-group', resourceName: vpc.vpcDefaultSecurityGroup })],
    }));
    const handler = new LambdaFunction(this, 'Close', {
      role,
      logGroup,
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      timeout: Duration.minutes(1),
      code: Code.fromInline('exports.handler = async () => {};'),
    });
    new CustomResource(this, 'DefaultSecurityGroup', {
      serviceToken: handler.functionArn,
      resourceType: 'Custom::ClosedDefaultSecurityGroup',
      properties: { SecurityGroupId: vpc.vpcDefaultSecurityGroup },
    });
  }

  private balancer(vpc: Vpc) {
    const balancerGroup = new SecurityGroup(this, 'BalancerGroup', { vpc, allowAllOutbound: false });
    balancerGroup.addIngressRule(Peer.anyIpv4(), Port.tcp(80));
    const loadBalancer = new ApplicationLoadBalancer(this, 'Balancer', {
      vpc,
      internetFacing: true,
      securityGroup: balancerGroup,
      deletionProtection: this.production,
      dropInvalidHeaderFields: true,
      idleTimeout: Duration.seconds(60),
    });
    if (this.production) this.logAccess(loadBalancer);
    const targetGroup = new ApplicationTargetGroup(this, 'Targets', {
      vpc,
      targetType: TargetType.INSTANCE,
      port: PORT,
      protocol: ApplicationProtocol.HTTP,
      deregistrationDelay: Duration.seconds(this.production ? 60 : 30),
      healthCheck: {
        path: '/health',
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    });
    loadBalancer.addListener('Http', { port: 80, open: false, defaultTargetGroups: [targetGroup] });
    return { loadBalancer, balancerGroup, targetGroup };
  }

  private logAccess(loadBalancer: ApplicationLoadBalancer): void {
    const logs = new Bucket(this, 'AccessLogs', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      minimumTLSVersion: 1.2,
      lifecycleRules: [{ expiration: Duration.days(365), noncurrentVersionExpiration: Duration.days(30) }],
    });
    logs.addToResourcePolicy(new PolicyStatement({
      principals: [new ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [logs.arnForObjects('*')],
    }));
    loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
    loadBalancer.setAttribute('access_logs.s3.bucket', logs.bucketName);
    loadBalancer.node.addDependency(logs.policy!);
  }

  private fleet(vpc: Vpc, balancerGroup: SecurityGroup, targetGroup: ApplicationTargetGroup, userData: string, bucket: string): AutoScalingGroup {
    const role = new Role(this, 'InstanceRole', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({
      actions: ['s3:GetObject'], resources: [this.formatArn({ service: 's3', region: '', account: '', resource: bucket, resourceName: '*' })],
    }));
    const securityGroup = new SecurityGroup(this, 'FleetGroup', { vpc });
    const port = { ipProtocol: 'tcp', fromPort: PORT, toPort: PORT };
    new CfnSecurityGroupIngress(this, 'FromBalancer', {
      ...port,
      groupId: securityGroup.securityGroupId,
      sourceSecurityGroupId: balancerGroup.securityGroupId,
    });
    new CfnSecurityGroupEgress(this, 'ToFleet', {
      ...port,
      groupId: balancerGroup.securityGroupId,
      destinationSecurityGroupId: securityGroup.securityGroupId,
    });
    const launchTemplate = new LaunchTemplate(this, 'Template', {
      role,
      securityGroup,
      machineImage: MachineImage.latestAmazonLinux2023(),
      instanceType: InstanceType.of(InstanceClass.T3, InstanceSize.SMALL),
      httpTokens: LaunchTemplateHttpTokens.REQUIRED,
      httpPutResponseHopLimit: 1,
      detailedMonitoring: true,
      userData: UserData.custom(userData),
      blockDevices: [{ deviceName: '/dev/xvda', volume: BlockDeviceVolume.ebs(20, { volumeType: EbsDeviceVolumeType.GP3, encrypted: true }) }],
    });
    const fleet = new AutoScalingGroup(this, 'Fleet', {
      vpc,
      launchTemplate,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      minCapacity: 2,
      maxCapacity: 4,
      groupMetrics: [GroupMetrics.all()],
      healthChecks: HealthChecks.withAdditionalChecks({ additionalTypes: [AdditionalHealthCheckType.ELB], gracePeriod: Duration.seconds(300) }),
      updatePolicy: UpdatePolicy.instanceRefresh({
        strategy: InstanceRefreshStrategy.ROLLING, minHealthyPercentage: 100, maxHealthyPercentage: 150, skipMatching: true,
      }),
    });
    (fleet.node.defaultChild as CfnAutoScalingGroup).targetGroupArns = [targetGroup.targetGroupArn];
    fleet.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
    return fleet;
  }

  private alarms(loadBalancer: ApplicationLoadBalancer, targetGroup: ApplicationTargetGroup, topic: string, name: string): IAlarm[] {
    const rule = new Rule(this, 'DeploymentFailed', {
      eventPattern: { source: ['aws.codedeploy'], detail: { state: ['FAILURE'], application: [this.stackName], deploymentGroup: [name] } },
    });
    const dimensionsMap = { LoadBalancer: loadBalancer.loadBalancerFullName, TargetGroup: targetGroup.targetGroupFullName };
    const watch = (metricName: string, threshold: number, metric = new Metric({ namespace: 'AWS/ApplicationELB', metricName, dimensionsMap })) => {
      const alarm = new Alarm(this, metricName, {
        metric,
        threshold,
        evaluationPeriods: 3,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction({ bind: () => ({ alarmActionArn: topic }) });
      return alarm;
    };
    watch('MatchedEvents', 1, new Metric({ namespace: 'AWS/Events', metricName: 'MatchedEvents', dimensionsMap: { RuleName: rule.ruleName } }));
    const graph = (metricName: string) => new GraphWidget({
      title: metricName, width: 8, left: [new Metric({ namespace: 'AWS/ApplicationELB', metricName, dimensionsMap })],
    });
    const rollbackAlarms = [
      watch('HTTPCode_Target_5XX_Count', 10), watch('HTTPCode_ELB_5XX_Count', 10), watch('TargetResponseTime', 2), watch('UnHealthyHostCount', 1),
    ];
    new Dashboard(this, 'Dashboard', {
      dashboardName: this.stackName,
      widgets: [
        [new AlarmStatusWidget({ alarms: rollbackAlarms, width: 24 })],
        ['RequestCount', 'HTTPCode_Target_5XX_Count', 'TargetResponseTime'].map(graph),
        ['HealthyHostCount', 'UnHealthyHostCount', 'ActiveConnectionCount'].map(graph),
      ],
    });
    return rollbackAlarms;
  }

  private deployment(fleet: AutoScalingGroup, targetGroup: ApplicationTargetGroup, alarms: IAlarm[], name: string): void {
    const role = new Role(this, 'DeploymentRole', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['autoscaling:DescribeAutoScalingGroups', 'ec2:DescribeInstances'], resources: ['*'] }));
    new ServerDeploymentGroup(this, 'Deployments', {
      role: role.withoutPolicyUpdates(),
      application: new ServerApplication(this, 'Application', { applicationName: this.stackName }),
      deploymentGroupName: name,
      deploymentConfig: ServerDeploymentConfig.ONE_AT_A_TIME,
      autoScalingGroups: [fleet],
      installAgent: false,
      loadBalancers: [LoadBalancer.application(targetGroup)],
      alarms,
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
      terminationHook: true,
    });
  }
}
