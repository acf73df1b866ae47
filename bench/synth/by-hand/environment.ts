import { CfnOutput, CfnParameter, CustomResource, DefaultStackSynthesizer, Duration, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm, AlarmStatusWidget, ComparisonOperator, Dashboard, GraphWidget, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import {
  CfnSecurityGroupEgress, CfnSecurityGroupIngress, FlowLogDestination, FlowLogTrafficType, GatewayVpcEndpointAwsService, Peer, Port, SecurityGroup,
  SubnetType, Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer, ApplicationProtocol, ApplicationTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Rule, type EventPattern } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface ByHandEnvironmentProps extends StackProps {
  readonly name: string;
  /** Runs when an instance boots. */
  readonly userData: string;
}

export const PORT = 3000;

/** An environment as the library creates it, written by hand for one service: everything except its compute. */
export abstract class ByHandEnvironment extends Stack {
  protected readonly production: boolean;
  protected readonly topic = new CfnParameter(this, 'NotificationTopicArn').valueAsString;
  protected readonly vpc: Vpc;
  protected readonly balancerGroup: SecurityGroup;
  protected readonly loadBalancer: ApplicationLoadBalancer;

  constructor(scope: Construct, id: string, { name, userData: _userData, ...props }: ByHandEnvironmentProps) {
    super(scope, id, { ...props, synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
    this.production = name === 'production';
    this.vpc = this.network();
    this.balancerGroup = new SecurityGroup(this, 'BalancerGroup', { vpc: this.vpc, allowAllOutbound: false });
    this.balancerGroup.addIngressRule(Peer.anyIpv4(), Port.tcp(80));
    this.loadBalancer = this.balancer();
    new CfnOutput(this, 'Url', { value: `http://${this.loadBalancer.loadBalancerDnsName}` });
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
    const logGroup = new LogGroup(this, 'FlowLogs', { retention: RetentionDays.ONE_YEAR });
    vpc.addFlowLog('Rejected', { destination: FlowLogDestination.toCloudWatchLogs(logGroup), trafficType: FlowLogTrafficType.REJECT });
    this.closeDefaultSecurityGroup(vpc);
    return vpc;
  }

  private closeDefaultSecurityGroup(vpc: Vpc): void {
    const handler = this.inlineFunction('Close', new PolicyStatement({
      actions: ['ec2:AuthorizeSecurityGroupEgress', 'ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
      resources: [this.formatArn({ service: 'ec2', resource: 'security-group', resourceName: vpc.vpcDefaultSecurityGroup })],
    }));
    new CustomResource(this, 'DefaultSecurityGroup', {
      serviceToken: handler.functionArn,
      resourceType: 'Custom::ClosedDefaultSecurityGroup',
      properties: { SecurityGroupId: vpc.vpcDefaultSecurityGroup },
    });
  }

  protected inlineFunction(id: string, statement: PolicyStatement): LambdaFunction {
    const role = new Role(this, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new LogGroup(this, `${id}Logs`, { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    logGroup.grantWrite(role);
    role.addToPolicy(statement);
    return new LambdaFunction(this, id, {
      role,
      logGroup,
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      timeout: Duration.minutes(1),
      code: Code.fromInline('exports.handler = async () => {};'),
    });
  }

  private balancer(): ApplicationLoadBalancer {
    const loadBalancer = new ApplicationLoadBalancer(this, 'Balancer', {
      vpc: this.vpc,
      internetFacing: true,
      securityGroup: this.balancerGroup,
      deletionProtection: this.production,
      dropInvalidHeaderFields: true,
      idleTimeout: Duration.seconds(60),
    });
    if (this.production) this.logAccess(loadBalancer);
    return loadBalancer;
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

  protected serve(targetType: TargetType): ApplicationTargetGroup {
    const isFunction = targetType === TargetType.LAMBDA;
    const targetGroup = new ApplicationTargetGroup(this, 'Targets', {
      ...!isFunction && {
        vpc: this.vpc,
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
      },
      targetType,
    });
    this.loadBalancer.addListener('Http', { port: 80, open: false, defaultTargetGroups: [targetGroup] });
    return targetGroup;
  }

  /** The load balancer may connect to it. */
  protected fleetGroup(): SecurityGroup {
    const securityGroup = new SecurityGroup(this, 'FleetGroup', { vpc: this.vpc });
    const port = { ipProtocol: 'tcp', fromPort: PORT, toPort: PORT };
    const [balancer, fleet] = [this.balancerGroup.securityGroupId, securityGroup.securityGroupId];
    new CfnSecurityGroupIngress(this, 'FromBalancer', { ...port, groupId: fleet, sourceSecurityGroupId: balancer });
    new CfnSecurityGroupEgress(this, 'ToFleet', { ...port, groupId: balancer, destinationSecurityGroupId: fleet });
    return securityGroup;
  }

  protected watch(id: string, threshold: number, metric: Metric): Alarm {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: 3,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction({ bind: () => ({ alarmActionArn: this.topic }) });
    return alarm;
  }

  protected watchEvents(id: string, eventPattern: EventPattern): Alarm {
    const { ruleName } = new Rule(this, `${id}Rule`, { eventPattern });
    return this.watch(id, 1, new Metric({ namespace: 'AWS/Events', metricName: 'MatchedEvents', dimensionsMap: { RuleName: ruleName } }));
  }

  /** Returns the alarms that stop a deployment. */
  protected watchRequests(targetGroup: ApplicationTargetGroup, names: string[]): Alarm[] {
    const dimensionsMap = { LoadBalancer: this.loadBalancer.loadBalancerFullName, TargetGroup: targetGroup.targetGroupFullName };
    const metric = (metricName: string) => new Metric({ namespace: 'AWS/ApplicationELB', metricName, dimensionsMap });
    const alarms = names.map((name) => this.watch(name, 10, metric(name)));
    const graph = (metricName: string) => new GraphWidget({ title: metricName, width: 8, left: [metric(metricName)] });
    new Dashboard(this, 'Dashboard', {
      dashboardName: this.stackName,
      widgets: [
        [new AlarmStatusWidget({ alarms, width: 24 })],
        ['RequestCount', 'HTTPCode_Target_5XX_Count', 'TargetResponseTime'].map(graph),
        ['HealthyHostCount', 'UnHealthyHostCount', 'ActiveConnectionCount'].map(graph),
      ],
    });
    return alarms;
  }
}
