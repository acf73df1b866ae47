import { Annotations, CfnOutput, CfnParameter, DefaultStackSynthesizer, Duration, Fn, Stack, Token } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Connections, IConnectable, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { ApplicationListener, ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { CfnRole, IGrantable, IPrincipal, IRole } from 'aws-cdk-lib/aws-iam';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { Attachments } from './attachments';
import { commandSteps } from './command-run';
import { ApplicationConnection } from './connection';
import type { Delivered } from './delivered';
import { EdgeCertificates } from './edge-certificates';
import type { Environment } from './environment';
import type { EnvironmentStackProps } from './environment-stack-props';
import { noteHttpOnly, warnOfName } from './production-notes';
import { Revisions } from './revisions';
import { requireReturned } from '../core/given-arguments';
import { misuse } from '../core/misuse';
import { requireOutside, requireSamePlace } from '../core/outside';
import { allow } from '../core/permissions';
import { announceStandingCost } from '../cost/standing-cost';
import { withoutClash } from '../data/variable-prefix';
import { Domains } from '../load-balancing/domains';
import { LoadBalancing } from '../load-balancing/load-balancing';
import { requireSubnets } from '../network/require-subnets';
import { EnvironmentAlarms } from '../observability/environment-alarms';
import { EnvironmentDashboard } from '../observability/environment-dashboard';

const TOPIC_PARAMETER = 'NotificationTopicArn';

/**
 * The stack of an environment: network, load balancer, alarms, and the resources of its compute and its attachments.
 * Permissions and connections granted to it are those of the application, whatever it runs on.
 */
export class EnvironmentStack extends Stack implements IGrantable, IConnectable {
  /** @internal */
  static _create(scope: Construct, id: string, props: EnvironmentStackProps): EnvironmentStack {
    return withoutClash(scope, props.environment.name, () => new EnvironmentStack(scope, id, props));
  }

  /** The network. */
  readonly vpc: IVpc;

  /** The load balancer. */
  readonly loadBalancer: ApplicationLoadBalancer;

  /** The listener that serves the application. */
  readonly listener: ApplicationListener;

  /** Alarms that stop a deployment and roll it back. */
  readonly rollbackAlarms: IAlarm[];

  /** The application's principal. */
  readonly grantPrincipal: IPrincipal;

  /** Connections of the application. */
  readonly connections: Connections;

  /** @internal */
  readonly _delivered: Delivered;

  private constructor(scope: Construct, id: string, props: EnvironmentStackProps) {
    // The rule of the default synthesizer would refuse an account that was never bootstrapped.
    const pipeline = Stack.of(scope.node.scope!);
    const qualifier = pipeline.synthesizer.bootstrapQualifier;
    super(scope, id, { synthesizer: new DefaultStackSynthesizer({ qualifier, generateBootstrapVersionRule: false }), ...props });
    const { environment, application } = props;
    const { name, production, logs } = environment;
    const drain = Duration.seconds(production ? 60 : 30);
    const dataSubnets = [...environment.uses, ...logs ? [logs] : []].some(({ needsDataSubnets }) => needsDataSubnets);
    const network = requireReturned(`environments.${name}.network`, 'NetworkConfig', environment.network.bind(this, {
      production, logs: logs !== undefined, endpoints: environment.compute.endpoints, dataSubnets,
    }));
    this.vpc = network.vpc;
    requireSubnets(`environments.${name}.network`, network, {
      application: !environment.compute.outsideNetwork || environment.afterDeployment !== undefined, cdn: environment.cdn !== undefined,
    });

    const { domain, additionalDomains, cdn } = environment;
    const domains = new Domains(this, { environmentName: name, domain, additionalDomains });
    const certificate = this.certificateOf(environment, domains);
    const loadBalancing = new LoadBalancing(this, 'LoadBalancer', {
      vpc: network.vpc,
      subnets: cdn ? { ...network.fleetSubnets, onePerAz: true } : network.loadBalancerSubnets,
      cdn,
      port: application.port,
      healthCheckPath: application.healthCheckPath,
      deregistrationDelay: drain,
      stickiness: environment.stickiness,
      production,
      certificate,
      additionalCertificates: domains.additionalCertificates,
      https: environment.https,
      accessLogBucket: environment.accessLogBucket,
      accessLogBucketProp: `environments.${name}.accessLogBucket`,
    });
    if (!cdn) domains.pointTo(new LoadBalancerTarget(loadBalancing.loadBalancer));
    this.loadBalancer = loadBalancing.loadBalancer;
    this.listener = loadBalancing.listener;

    const topicArn = new CfnParameter(this, TOPIC_PARAMETER, { description: 'Topic for notifications of alarms' }).valueAsString;
    const alarms = new EnvironmentAlarms(this, 'Alarms', {
      environmentName: name, loadBalancer: this.loadBalancer, thresholds: environment.alarmThresholds, topicArn,
    });
    const certificates = new EdgeCertificates(this, name, props.revisionReaderName !== undefined);
    const edge = cdn?.bind(this, {
      environmentName: name,
      production,
      loadBalancing,
      domains: [...domain ? [domain] : [], ...additionalDomains],
      certificate: environment.certificate,
      certificates,
      alarms,
    });
    if (edge) domains.pointTo(edge.recordTarget, edge.ipv6);
    const revisions = new Revisions(this, props);
    const shared = { environmentName: name, production, application, network, loadBalancing, alarms, revisions };
    const attachments = new Attachments(this, environment, shared);
    const connectionRules = new Construct(this, 'Connections');
    const given = attachments.given({ ...application.environmentVariables, ...environment.environmentVariables });
    const compute = environment.compute.bind(this, {
      ...shared,
      pipeline: { name: props.pipelineName, account: pipeline.account, region: pipeline.region },
      ...given,
      drain,
      rollbackAlarms: attachments.all(({ rollbackAlarms }) => rollbackAlarms),
      logs: logs?.toCloudWatch,
      beforeDeployment: environment.compute.runsBeforeDeployment ? environment.beforeDeployment : undefined,
      connectionRules,
      revisionReaderName: props.revisionReaderName,
    });
    this.grantPrincipal = compute.grantable.grantPrincipal;
    this.connections = compute.connectable.connections;
    this.rollbackAlarms = compute.rollbackAlarms ?? [];
    for (const permission of attachments.all(({ permissions }) => permissions)) allow(this.grantPrincipal, permission);
    for (const connection of attachments.all(({ connections }) => connections)) new ApplicationConnection(connectionRules, this, connection);
    const logging = logs?.bind(this, {
      environmentName: name,
      production,
      network,
      alarms,
      // A topic of another account only accepts what alarms publish.
      topicArn: props.revisionReaderName === undefined ? topicArn : undefined,
      logGroups: { ...compute.logGroups, ...network.flowLogGroup && { flow: network.flowLogGroup } },
      accessLogs: loadBalancing.ownAccessLogs,
    });
    const host = domains.primary?.name ?? edge?.domainName ?? this.loadBalancer.loadBalancerDnsName;
    const url = `${certificate || edge ? 'https' : 'http'}://${host}`;
    const commands = commandSteps(this, environment, {
      ...given,
      url,
      application,
      architecture: compute.architecture,
      network,
      revisions,
      otherAccount: props.revisionReaderName !== undefined,
      connections: attachments.all((config) => config.connections),
      permissions: attachments.all(({ permissions }) => permissions),
    });
    const beforeDeployment = [...attachments.all((config) => config.beforeDeployment), ...commands.before, ...compute.beforeDeployment ?? []];
    const afterDeployment = [...compute.afterDeployment ?? [], ...attachments.all((config) => config.afterDeployment), ...commands.after];
    this._delivered = {
      delivery: compute.delivery,
      architecture: compute.architecture,
      beforeDeployment,
      afterDeployment,
      edge: certificates.target,
      parameterNames: [TOPIC_PARAMETER, ...revisions.parameterNames],
      revisionReaderArns: [
        ...compute.revisionReader ? [this.arnOf(compute.revisionReader, props.revisionReaderName)] : [],
        ...[...beforeDeployment, ...afterDeployment].flatMap(({ revisionReaderArn }) => revisionReaderArn ?? []),
      ],
    };

    if (environment.dashboard) {
      new EnvironmentDashboard(this, 'Dashboard', {
        stackName: this.stackName,
        alarms: alarms.all,
        loadBalancer: this.loadBalancer,
        widgets: [...edge?.widgets ?? [], ...compute.widgets ?? [], ...attachments.all(({ widgets }) => widgets), ...logging?.widgets ?? []],
      });
    }
    for (const time of [edge?.deploymentTime, compute.deploymentTime]) if (time !== undefined) Annotations.of(this).addInfo(time);
    announceStandingCost(this, {
      ownPrices: props.monthlyPrices,
      resources: [
        ...edge?.standingResources ?? [], ...compute.standingResources ?? [], ...attachments.all(({ standingResources }) => standingResources),
        ...logging?.standingResources ?? [],
      ],
    });

    if (environment._soundsLikeProduction) warnOfName(this, name);
    if (production && !certificate && !edge) noteHttpOnly(this, name);
    new CfnOutput(this, 'Url', { value: url, description: 'Where the application answers' });
  }

  /** Availability Zones are chosen at deployment: a lookup would need the account at synthesis, and not every region offers three zones. */
  get availabilityZones(): string[] {
    return [0, 1, 2].map((index) => Fn.select(index, Fn.getAzs()));
  }

  private certificateOf({ name, certificate }: Environment, { primary }: Domains): ICertificate | undefined {
    if (!certificate) return primary?.certificate;
    requireOutside(`environments.${name}.certificate`, certificate.certificateArn, this,
      'use `Certificate.fromCertificateArn`, or let the environment issue its own with `domain.issueCertificate`');
    requireSamePlace(`environments.${name}.certificate`, certificate.certificateArn, this);
    return certificate;
  }

  private arnOf(role: IRole, name?: string): string {
    if (name === undefined || !Token.isUnresolved(role.roleArn)) return role.roleArn;
    const ownName = (role.node.defaultChild as CfnRole | undefined)?.roleName;
    if (ownName !== name) {
      throw misuse('compute', 'must name its role with the `revisionReaderName` that it is given, because another account refers to it',
        ownName ?? role.node.path, 'give the role that name, or use one from `Role.fromRoleArn`');
    }
    return this.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: name });
  }
}
