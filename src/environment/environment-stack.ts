import { Arn, CfnOutput, CfnParameter, DefaultStackSynthesizer, Duration, Fn, Stack, Token, type StackProps } from 'aws-cdk-lib';
import type { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Connections, IConnectable, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { ApplicationListener, ApplicationLoadBalancer, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { CfnRole, IGrantable, IPrincipal, IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { announceDeploymentTime } from './deployment-time';
import type { Environment } from './environment';
import type { ApplicationConfig } from '../application/application-config';
import { isImmutable } from '../compute/existing-instance-role';
import { misuse } from '../core/misuse';
import { requireOutside, requireSamePlace } from '../core/outside';
import { allow } from '../core/permissions';
import { announceStandingCost } from '../cost/standing-cost';
import { keyOfBucket } from '../delivery/artifact-grants';
import { revisionsOf } from '../delivery/artifact-reader';
import { Domain } from '../load-balancing/domain';
import { PublicLoadBalancer } from '../load-balancing/public-load-balancer';
import { EnvironmentAlarms } from '../observability/environment-alarms';
import { EnvironmentDashboard } from '../observability/environment-dashboard';
import { InstanceLogs, logGroupPrefix } from '../observability/instance-logs';

/** What the stack of an environment is made from. */
export interface EnvironmentStackProps extends StackProps {
  /** The environment. */
  readonly environment: Environment;

  /** The application that it runs. */
  readonly application: ApplicationConfig;

  /** Name of the pipeline, whose artifacts the instances may read. */
  readonly pipelineName: string;

  /**
   * Whether the artifacts are encrypted with a key, whose ARN the pipeline passes.
   *
   * @default false - Amazon S3's own
   */
  readonly artifactKey?: boolean;

  /**
   * Name of the instances' role, where another account has to know it.
   *
   * @default - CloudFormation names it
   */
  readonly instanceRoleName?: string;

  /**
   * US dollars a month, by resource type or instance type.
   *
   * @default - prices of us-east-1
   */
  readonly monthlyPrices?: { [name: string]: number };
}

/**
 * The stack of an environment: network, load balancer, fleet and deployment group.
 * Permissions and connections that it is given are those of its instances.
 */
export class EnvironmentStack extends Stack implements IGrantable, IConnectable {
  /** The network. */
  readonly vpc: IVpc;

  /** The load balancer. */
  readonly loadBalancer: ApplicationLoadBalancer;

  /** The listener that serves the application. */
  readonly listener: ApplicationListener;

  /** The target group of the instances. */
  readonly targetGroup: ApplicationTargetGroup;

  /** The instances. */
  readonly fleet: AutoScalingGroup;

  /** The CodeDeploy deployment group. */
  readonly deploymentGroup: IServerDeploymentGroup;

  /** Name of the deployment group's configuration. */
  readonly deploymentConfigName: string;

  /** Name of the state machine that the pipeline runs before each deployment. */
  readonly beforeDeployment?: string;

  /** Alarms that stop a deployment and roll it back. */
  readonly rollbackAlarms: IAlarm[];

  /** The instances' role. */
  readonly grantPrincipal: IPrincipal;

  /** ARN of the instances' role, known at synthesis where another account has to know it. */
  readonly instanceRoleArn: string;

  /** The instances' connections. */
  readonly connections: Connections;

  constructor(scope: Construct, id: string, props: EnvironmentStackProps) {
    // The rule of the default synthesizer would refuse an account that was never bootstrapped.
    const qualifier = Stack.of(scope.node.scope!).synthesizer.bootstrapQualifier;
    super(scope, id, { synthesizer: new DefaultStackSynthesizer({ qualifier, generateBootstrapVersionRule: false }), ...props });
    const { environment } = props;
    const { name, production } = environment;
    const application = {
      ...props.application,
      logs: environment.logs && { unit: environment.logs.unit, logGroupPrefix: logGroupPrefix(this) },
      environmentVariables: { ...props.application.environmentVariables, ...environment.environmentVariables },
    };

    const drain = Duration.seconds(production ? 60 : 30);
    const network = environment.network.bind(this, { production, logs: environment.logs !== undefined });
    this.vpc = network.vpc;

    const domain = environment.domain && new Domain(this, 'Domain', environment.domain, `environments.${name}.domain`);
    const certificate = this.certificateOf(environment, domain);
    const balancing = new PublicLoadBalancer(this, 'LoadBalancer', {
      vpc: network.vpc,
      subnets: network.loadBalancerSubnets,
      port: application.port,
      healthCheckPath: application.healthCheckPath,
      deregistrationDelay: drain,
      production,
      certificate,
      accessLogBucket: environment.accessLogBucket,
      accessLogBucketProp: `environments.${name}.accessLogBucket`,
    });
    domain?.pointTo(balancing.loadBalancer);
    this.loadBalancer = balancing.loadBalancer;
    this.listener = balancing.listener;
    this.targetGroup = balancing.targetGroup;

    const alarms = new EnvironmentAlarms(this, 'Alarms', {
      environmentName: name,
      applicationName: this.stackName,
      deploymentGroupName: name,
      loadBalancer: this.loadBalancer,
      targetGroup: this.targetGroup,
      thresholds: environment.alarmThresholds,
      topicArn: new CfnParameter(this, 'NotificationTopicArn', { description: 'Topic that is told about alarms' }).valueAsString,
    });
    this.rollbackAlarms = alarms.rollbackAlarms;

    const compute = environment.compute.bind(this, {
      environmentName: name,
      production,
      application,
      vpc: network.vpc,
      subnets: network.fleetSubnets,
      internetAccess: network.internetAccess,
      codeDeployEndpoint: network.codeDeployEndpoint,
      loadBalancer: balancing.loadBalancer,
      targetGroup: balancing.targetGroup,
      alarms: this.rollbackAlarms,
      instanceRoleName: props.instanceRoleName,
    });
    this.instanceRoleArn = this.arnOf(compute.role, props.instanceRoleName);
    this.fleet = compute.autoScalingGroup;
    this.grantPrincipal = compute.grantable.grantPrincipal;
    this.connections = compute.connectable.connections;
    this.allowReadingRevisions(compute.role, props);
    if (environment.logs) new InstanceLogs(this, 'Logs', environment.logs).allowWriting(compute.role);

    if (environment.dashboard) {
      new EnvironmentDashboard(this, 'Dashboard', { stackName: this.stackName, alarms: alarms.all, loadBalancer: this.loadBalancer, fleet: this.fleet });
    }

    const deployment = environment.deployment.bind(this, {
      environmentName: name,
      applicationName: this.stackName,
      deploymentGroupName: name,
      autoScalingGroup: this.fleet,
      minCapacity: environment.compute.minCapacity,
      maxCapacity: environment.compute.maxCapacity,
      targetGroup: this.targetGroup,
      alarms: this.rollbackAlarms,
    });
    this.deploymentGroup = deployment.deploymentGroup;
    this.deploymentConfigName = deployment.deploymentConfigName;
    announceDeploymentTime(this, { rounds: deployment.rounds, hosts: environment.compute.minCapacity, drain });
    announceStandingCost(this, props.monthlyPrices);
    this.beforeDeployment = deployment.beforeDeployment;

    const host = domain?.name ?? this.loadBalancer.loadBalancerDnsName;
    new CfnOutput(this, 'Url', { value: `${certificate ? 'https' : 'http'}://${host}`, description: 'Where the application answers' });
  }

  /** Chosen at deployment: a look-up would ask the account at synthesis, and three zones would not fit every region. */
  get availabilityZones(): string[] {
    return [0, 1, 2].map((index) => Fn.select(index, Fn.getAzs()));
  }

  private certificateOf({ name, certificate }: Environment, domain?: Domain): ICertificate | undefined {
    if (!certificate) return domain?.certificate;
    requireOutside(`environments.${name}.certificate`, certificate.certificateArn, this,
      'use `Certificate.fromCertificateArn`, or let the environment make its own with `domain.issueCertificate`');
    requireSamePlace(`environments.${name}.certificate`, certificate.certificateArn, this);
    return certificate;
  }

  /** The pipeline passes names as parameters, so that neither stack holds on to the other. */
  private allowReadingRevisions(role: IRole, { pipelineName, artifactKey }: EnvironmentStackProps): void {
    const bucketName = new CfnParameter(this, 'ArtifactBucketName', { description: 'Bucket that the pipeline keeps revisions in' }).valueAsString;
    const arn = (resourceName?: string) => Arn.format({ service: 's3', region: '', account: '', resource: bucketName, resourceName }, this);
    allow(role, {
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [arn(revisionsOf(pipelineName))],
      reason: 'the CodeDeploy agent downloads revisions; each is a new object below the names of the pipeline and the artifact',
    });
    if (isImmutable(role)) new CfnOutput(this, 'ArtifactBucket', { value: bucketName, description: 'Bucket that the instance role must allow to read' });
    if (!artifactKey) return;
    const keyArn = new CfnParameter(this, 'ArtifactKeyArn', { description: 'Key that revisions are encrypted with' }).valueAsString;
    allow(role, {
      actions: ['kms:Decrypt'],
      resources: [keyArn],
      conditions: keyOfBucket(arn(), this.region),
      reason: 'revisions are encrypted, because another account reads from the same bucket; the condition is Amazon S3 and this bucket',
    });
    if (isImmutable(role)) new CfnOutput(this, 'ArtifactKey', { value: keyArn, description: 'Key that the instance role must allow to decrypt with' });
  }

  private arnOf(role: IRole, name?: string): string {
    requireSamePlace('compute.instanceRole', role.roleArn, this);
    if (name === undefined || !Token.isUnresolved(role.roleArn)) return role.roleArn;
    const ownName = (role.node.defaultChild as CfnRole | undefined)?.roleName;
    if (ownName !== name) {
      throw misuse('compute', 'must give its role the `instanceRoleName` that it is told, because another account has to know it', ownName ?? role.node.path,
        'name the role so, or bring one with `Role.fromRoleArn`');
    }
    return this.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: name });
  }
}
