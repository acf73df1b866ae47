import { join } from 'node:path';
import { Aws, Duration, Fn, Stack, Token } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods, CacheCookieBehavior, CacheHeaderBehavior, CachePolicy, CacheQueryStringBehavior, Distribution, Function as EdgeFunction,
  FunctionCode, FunctionEventType, FunctionRuntime, HttpVersion, OriginProtocolPolicy, OriginRequestPolicy, OriginSslPolicy, PriceClass,
  SecurityPolicyProtocol, ViewerProtocolPolicy, VpcOrigin, VpcOriginEndpoint, type BehaviorOptions, type CfnVpcOrigin, type DistributionProps,
} from 'aws-cdk-lib/aws-cloudfront';
import { VpcOrigin as Origin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { GraphWidget, Metric, Stats, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { ApplicationProtocol } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { CdnBindOptions } from './cdn-config';
import { letCloudFrontIn } from './cloud-front-access';
import type { CloudFrontOptions } from './cloud-front-options';
import { logsOf } from './distribution-logs';
import { viewerCertificate, viewerNames } from './viewer-certificate';
import { acknowledge } from '../core/acknowledge';
import { misuse } from '../core/misuse';
import { US_EAST_1 } from '../core/place';

export interface CloudFrontProps extends Omit<CdnBindOptions, 'certificate'>, CloudFrontOptions {
  /** The environment's, where it has one. */
  readonly loadBalancerCertificate?: ICertificate;
}

const CLIENT_ADDRESS = join(__dirname, '..', '..', 'provisioning', 'cloudfront', 'client-address.js');

/** CloudFront keeps an error for ten seconds by itself, as if it had been asked to: one that is over would go on for users. */
const ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** A distribution, and the only way from it to the load balancer. */
export class CloudFront extends Construct {
  readonly distribution: Distribution;
  readonly widgets: IWidget[];

  constructor(scope: Construct, id: string, private readonly props: CloudFrontProps) {
    super(scope, id);
    this.requirePartition();
    letCloudFrontIn(this, props.loadBalancing);
    this.distribution = this.createDistribution();
    this.watchErrors();
    this.widgets = [this.requestsWidget()];
  }

  /** VPC origins exist in the commercial regions only. */
  private requirePartition(): void {
    const { region } = Stack.of(this);
    if (Token.isUnresolved(region) || !/^(cn|us-gov|us-iso[bef]?|eu-isoe)-/.test(region)) return;
    throw misuse(`environments.${this.props.environmentName}.cdn`, 'must be in a region that has VPC origins of CloudFront', region, 'leave it out');
  }

  private createDistribution(): Distribution {
    const { priceClass = PriceClass.PRICE_CLASS_ALL, minimumTlsVersion = SecurityPolicyProtocol.TLS_V1_2_2021 } = this.props;
    const certificate = viewerCertificate(this, this.props);
    const distribution = new Distribution(this, 'Distribution', {
      comment: Stack.of(this).stackName,
      defaultBehavior: this.behavior(),
      ...certificate && { certificate, domainNames: viewerNames(this.props), minimumProtocolVersion: minimumTlsVersion },
      httpVersion: HttpVersion.HTTP2_AND_3,
      enableIpv6: true,
      priceClass,
      errorResponses: ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      ...this.logging(),
    });
    acknowledge(distribution, 'AwsSolutions-CFR1', 'the application decides who may use it, and from where');
    acknowledge(distribution, 'AwsSolutions-CFR2', 'a firewall is optional (`Firewall.managed`), and is on the load balancer');
    if (!certificate) {
      acknowledge(distribution, 'AwsSolutions-CFR4', 'the minimum TLS version of `*.cloudfront.net` cannot be changed: set a domain name');
    }
    return distribution;
  }

  private behavior(): BehaviorOptions {
    return {
      origin: Origin.withVpcOrigin(this.vpcOrigin(), {
        originId: 'LoadBalancer',
        domainName: this.props.loadBalancing.loadBalancer.loadBalancerDnsName,
        // As long as the load balancer waits for the application. Idle connections close here first, before the load balancer closes them.
        readTimeout: Duration.seconds(60),
        keepaliveTimeout: Duration.seconds(30),
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: this.cachePolicy(),
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER,
      compress: true,
      functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: this.clientAddress() }],
    };
  }

  /**
   * CloudFront refuses to change or delete one that a distribution uses, even its tags: what may change is in its id, so that there is a new one
   * before the old one goes.
   */
  private vpcOrigin(): VpcOrigin {
    const https = this.props.loadBalancing.protocol === ApplicationProtocol.HTTPS;
    const origin = new VpcOrigin(this, https ? 'HttpsOrigin' : 'HttpOrigin', {
      vpcOriginName: this.uniqueName(https ? 'https' : 'http', 64),
      endpoint: VpcOriginEndpoint.applicationLoadBalancer(this.props.loadBalancing.loadBalancer),
      protocolPolicy: https ? OriginProtocolPolicy.HTTPS_ONLY : OriginProtocolPolicy.HTTP_ONLY,
      httpPort: 80,
      httpsPort: 443,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
    });
    (origin.node.defaultChild as CfnVpcOrigin).addPropertyDeletionOverride('Tags');
    return origin;
  }

  /**
   * As the managed policy `UseOriginCacheControlHeaders-QueryStrings`, and by `Authorization` too: the managed one would neither forward it nor keep
   * apart what two users get.
   */
  private cachePolicy(): CachePolicy {
    return new CachePolicy(this, 'CachePolicy', {
      cachePolicyName: this.uniqueName('cache', 128),
      comment: `${Stack.of(this).stackName}: only what says for how long`,
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.days(365),
      headerBehavior: CacheHeaderBehavior.allowList(
        'Authorization', 'Host', 'Origin', 'X-HTTP-Method', 'X-HTTP-Method-Override', 'X-Method-Override',
      ),
      cookieBehavior: CacheCookieBehavior.all(),
      queryStringBehavior: CacheQueryStringBehavior.all(),
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
    });
  }

  private clientAddress(): EdgeFunction {
    return new EdgeFunction(this, 'ClientAddress', {
      functionName: this.uniqueName('client', 64),
      comment: 'Tells the application and its firewall the address of the client',
      code: FunctionCode.fromFile({ filePath: CLIENT_ADDRESS }),
      runtime: FunctionRuntime.JS_2_0,
    });
  }

  private logging(): Pick<DistributionProps, 'enableLogging' | 'logBucket' | 'logFilePrefix'> {
    const logBucket = logsOf(this, this.props);
    if (logBucket) return { enableLogging: true, logBucket, logFilePrefix: `${Stack.of(this).stackName}/` };
    acknowledge(this, 'AwsSolutions-CFR3', 'access logs are kept in production only');
    return {};
  }

  /** An alarm sees metrics of its own region only, and those of CloudFront are in one. */
  private watchErrors(): void {
    if (Stack.of(this).region !== US_EAST_1) return;
    this.props.alarms.watch('CdnErrors', {
      metric: this.metric('5xxErrorRate', Stats.AVERAGE),
      threshold: 5,
      evaluationPeriods: 3,
      reason: '5 % of CloudFront\'s responses are errors (HTTP 5xx); if the load balancer has no errors, look at the VPC origin',
    });
  }

  private requestsWidget(): GraphWidget {
    return new GraphWidget({
      title: 'CloudFront',
      region: US_EAST_1,
      left: [this.metric('Requests', Stats.SUM)],
      right: [this.metric('5xxErrorRate', Stats.AVERAGE)],
      width: 8,
    });
  }

  private metric(metricName: string, statistic: string): Metric {
    return new Metric({
      namespace: 'AWS/CloudFront',
      metricName,
      statistic,
      dimensionsMap: { DistributionId: this.distribution.distributionId, Region: 'Global' },
      region: Token.isUnresolved(Stack.of(this).region) || Stack.of(this).region !== US_EAST_1 ? US_EAST_1 : undefined,
      period: Duration.minutes(1),
    });
  }

  /** Names of CloudFront are those of the account, whatever the region: the id of the stack is in them. */
  private uniqueName(what: string, maximum: number): string {
    const stackId = Fn.select(2, Fn.split('/', Aws.STACK_ID));
    return `${Stack.of(this).stackName.slice(0, maximum - 38 - what.length)}-${what}-${stackId}`;
  }
}
