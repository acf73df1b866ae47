import { Duration } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Peer, Port, SecurityGroup, type IVpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationListener, ApplicationLoadBalancer, ApplicationProtocol, ApplicationTargetGroup, DesyncMitigationMode, IpAddressType, ListenerAction,
  SslPolicy, TargetType, type BaseApplicationListenerProps, type HealthCheck,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { logAccess, logAccessTo } from './access-logs';
import { headerOf, type HttpsOptions } from './https-options';
import type { ILoadBalancing, TargetGroupOptions } from './load-balancing-config';
import { acknowledge } from '../core/acknowledge';

export interface LoadBalancingProps {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly port: number;
  readonly healthCheckPath: string;
  readonly deregistrationDelay: Duration;
  readonly stickiness?: Duration;
  readonly production: boolean;
  readonly certificate?: ICertificate;
  /** Certificates for additional names, which the load balancer selects by SNI. */
  readonly additionalCertificates?: { readonly name: string; readonly certificate: ICertificate }[];
  readonly https?: HttpsOptions;
  /** Existing bucket for access logs. */
  readonly accessLogBucket?: IBucket;
  /** Path of that prop, for errors. */
  readonly accessLogBucketProp: string;
  /** What stands before it, so that nobody else has to reach it. */
  readonly cdn?: { readonly clientAddressHeader: string };
}

const HSTS = 'routing.http.response.strict_transport_security.header_value';

interface ListenerProps extends BaseApplicationListenerProps {
  readonly port: number;
  readonly protocol: ApplicationProtocol;
}

/** The Application Load Balancer of an environment. The compute brings the target groups. */
export class LoadBalancing extends Construct implements ILoadBalancing {
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly listener: ApplicationListener;
  readonly protocol: ApplicationProtocol;
  readonly clientAddressHeader?: string;

  /** Bucket of the environment's own that requests are logged to. */
  ownAccessLogs?: Bucket;

  private readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, private readonly props: LoadBalancingProps) {
    super(scope, id);
    this.protocol = props.certificate ? ApplicationProtocol.HTTPS : ApplicationProtocol.HTTP;
    this.clientAddressHeader = props.cdn?.clientAddressHeader;
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      // A changed description replaces the group: a public load balancer that is replaced by an internal one keeps its own group until it is deleted.
      description: `Load balancer: ${props.cdn ? 'the content delivery network' : 'the internet'} comes in, only the fleet is reached`,
      allowAllOutbound: false,
    });
    if (!props.cdn) acknowledge(this.securityGroup, 'AwsSolutions-EC23', 'a public load balancer must be reachable from everywhere');
    this.loadBalancer = this.createLoadBalancer();
    this.listener = this.createListener();
  }

  addTargetGroup(id: string, { targetType, port, healthCheck, multiValueHeaders }: TargetGroupOptions): ApplicationTargetGroup {
    const isFunction = targetType === TargetType.LAMBDA;
    return new ApplicationTargetGroup(this, id, {
      targetType,
      deregistrationDelay: isFunction ? undefined : this.props.deregistrationDelay,
      stickinessCookieDuration: isFunction ? undefined : this.props.stickiness,
      ...!isFunction && { vpc: this.props.vpc, port: port ?? this.props.port, protocol: ApplicationProtocol.HTTP },
      healthCheck: healthCheck ?? (isFunction ? undefined : this.healthCheck()),
      multiValueHeadersEnabled: multiValueHeaders,
    });
  }

  serve(targetGroup: ApplicationTargetGroup): void {
    this.listener.addTargetGroups('Default', { targetGroups: [targetGroup] });
  }

  /** A new host serves after 10 seconds at most, one that has failed after 20; one that fails gets no requests after 30. */
  private healthCheck(): HealthCheck {
    return {
      path: this.props.healthCheckPath,
      healthyHttpCodes: '200',
      interval: Duration.seconds(10),
      timeout: Duration.seconds(5),
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 3,
    };
  }

  private createLoadBalancer(): ApplicationLoadBalancer {
    const loadBalancer = new ApplicationLoadBalancer(this, 'Resource', {
      vpc: this.props.vpc,
      vpcSubnets: this.props.subnets,
      internetFacing: !this.props.cdn,
      securityGroup: this.securityGroup,
      ipAddressType: IpAddressType.IPV4,
      deletionProtection: this.props.production,
      // Applications keep idle connections longer than this; otherwise they would close one that the load balancer is about to use.
      idleTimeout: Duration.seconds(60),
      http2Enabled: true,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: DesyncMitigationMode.DEFENSIVE,
    });
    this.logAccess(loadBalancer);
    return loadBalancer;
  }

  private logAccess(loadBalancer: ApplicationLoadBalancer): void {
    const { accessLogBucket, accessLogBucketProp, production } = this.props;
    if (accessLogBucket) return logAccessTo(accessLogBucket, loadBalancer, accessLogBucketProp);
    if (production) {
      this.ownAccessLogs = logAccess(loadBalancer, this);
      return;
    }
    acknowledge(loadBalancer, 'AwsSolutions-ELB2', 'access logs are kept in production only');
  }

  /** The listener that serves the application: HTTPS if there is a certificate. */
  private createListener(): ApplicationListener {
    const { certificate } = this.props;
    const http = { port: 80, protocol: ApplicationProtocol.HTTP };
    if (!certificate) return this.openListener('Listener', http);
    const https = this.openHttps(certificate, this.props.https ?? {});
    // Otherwise what stands before the load balancer redirects.
    if (!this.props.cdn) {
      // The same id as without a certificate: a second listener of this port would be refused as long as the first one exists. It redirects only
      // when there is something to redirect to.
      const defaultAction = ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true });
      this.openListener('Listener', { ...http, defaultAction }).node.addDependency(https.node.defaultChild!);
    }
    return https;
  }

  private openHttps(certificate: ICertificate, options: HttpsOptions): ApplicationListener {
    const { tlsPolicy = SslPolicy.RECOMMENDED_TLS, strictTransportSecurity } = options;
    const listener = this.openListener('HttpsListener', {
      port: 443,
      protocol: ApplicationProtocol.HTTPS,
      certificates: [certificate],
      sslPolicy: tlsPolicy,
    });
    if (strictTransportSecurity) listener.setAttribute(HSTS, headerOf(strictTransportSecurity));
    for (const additional of this.props.additionalCertificates ?? []) listener.addCertificates(additional.name, [additional.certificate]);
    return listener;
  }

  private openListener(id: string, props: ListenerProps): ApplicationListener {
    if (!this.props.cdn) this.securityGroup.addIngressRule(Peer.anyIpv4(), Port.tcp(props.port), `${props.protocol} from the internet`);
    return this.loadBalancer.addListener(id, { ...props, open: false });
  }
}
