import { Annotations, ArnFormat, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { GraphWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { requireFirewall, type FirewallOptions } from './firewall-options';
import { guardFactories } from '../core/guard-factories';
import { misuse } from '../core/misuse';
import type { StandingResource } from '../cost/standing-resource';
import type { AttachmentBindOptions, AttachmentConfig, IAttachment } from '../data/attachment-config';

/** AWS managed rule groups that suit any web application: 1,127 of the 1,500 capacity units that are included in the price. */
const MANAGED = ['AmazonIpReputationList', 'KnownBadInputsRuleSet', 'CommonRuleSet', 'SQLiRuleSet'].map((name) => `AWSManagedRules${name}`);
const BOT_CONTROL = 'AWSManagedRulesBotControlRuleSet';
const RATE_LIMIT = 'RateLimit';

/**
 * AWS WAF in front of the load balancer of an environment: `uses: [Firewall.managed()]`.
 *
 * About 10 USD a month, and 0.60 USD for a million requests.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Environment.named('production', { uses: [Firewall.managed()] });
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
export class Firewall implements IAttachment {
  /**
   * Rules that AWS maintains, and a limit on the requests per address.
   *
   * @param options what to detect, and whether to block it
   */
  static managed(options: FirewallOptions = {}): Firewall {
    requireFirewall(options);
    return new Firewall(options);
  }

  private readonly webAcls = new Map<Stack, CfnWebACL>();

  private constructor(private readonly options: FirewallOptions) {}

  /**
   * The web ACL of an environment.
   *
   * @param environment stack of an environment that uses this firewall
   */
  webAcl(environment: Stack): CfnWebACL {
    const webAcl = this.webAcls.get(environment);
    if (!webAcl) throw misuse('environment', 'must use this firewall', environment.stackName, 'add it to `uses`');
    return webAcl;
  }

  bind(scope: Construct, options: AttachmentBindOptions): AttachmentConfig {
    const { loadBalancing, environmentName } = options;
    const stack = Stack.of(scope);
    if (this.webAcls.has(stack) || scope.node.tryFindChild('Firewall')?.node.tryFindChild('WebAcl')) {
      throw misuse(`environments.${environmentName}.uses`, 'must have only one firewall, because a load balancer takes one', 'Firewall',
        'remove one of them');
    }
    const parent = new Construct(scope, 'Firewall');
    const webAcl = new CfnWebACL(parent, 'WebAcl', {
      scope: 'REGIONAL',
      description: `Requests to ${stack.stackName}`,
      defaultAction: { allow: {} },
      visibilityConfig: visible(stack.stackName),
      rules: this.rules(loadBalancing.clientAddressHeader),
    });
    this.webAcls.set(stack, webAcl);
    new CfnWebACLAssociation(parent, 'Association', { webAclArn: webAcl.attrArn, resourceArn: loadBalancing.loadBalancer.loadBalancerArn });
    this.log(parent, webAcl, stack);
    if (!this.options.block) {
      Annotations.of(stack).addInfo(`the firewall of ${stack.stackName} only counts what its managed rules match and blocks nothing but floods:`
        + ' review its log, then set `block` of `Firewall.managed`');
    }
    return { widgets: [requestsWidget(stack.stackName)], standingResources: this.standingResources() };
  }

  /** The rate limit comes first: what it blocks does not run through the other rules. */
  private rules(clientAddressHeader?: string): CfnWebACL.RuleProperty[] {
    const { block = false, botControl = false, requestsPerFiveMinutes = 2000 } = this.options;
    const limit: CfnWebACL.RuleProperty = {
      name: RATE_LIMIT,
      priority: 0,
      action: { block: { customResponse: { responseCode: 429, responseHeaders: [{ name: 'Retry-After', value: '300' }] } } },
      statement: { rateBasedStatement: { limit: requestsPerFiveMinutes, evaluationWindowSec: 300, ...byClient(clientAddressHeader) } },
      visibilityConfig: visible(RATE_LIMIT),
    };
    const groups = [...MANAGED, ...botControl ? [BOT_CONTROL] : []];
    return [limit, ...groups.map((name, index): CfnWebACL.RuleProperty => ({
      name,
      priority: index + 1,
      overrideAction: block ? { none: {} } : { count: {} },
      statement: {
        managedRuleGroupStatement: {
          vendorName: 'AWS',
          name,
          ...name === BOT_CONTROL && { managedRuleGroupConfigs: [{ awsManagedRulesBotControlRuleSet: { inspectionLevel: 'COMMON' } }] },
        },
      },
      visibilityConfig: visible(name),
    }))];
  }

  /** Logs only blocked and counted requests, without credentials. */
  private log(parent: Construct, webAcl: CfnWebACL, stack: Stack): void {
    const logGroup = new LogGroup(parent, 'Logs', {
      // AWS WAF requires this prefix.
      logGroupName: `aws-waf-logs-${stack.stackName}`,
      retention: this.options.retention ?? RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new CfnLoggingConfiguration(parent, 'Logging', {
      resourceArn: webAcl.attrArn,
      logDestinationConfigs: [stack.formatArn({
        service: 'logs', resource: 'log-group', resourceName: logGroup.logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      })],
      redactedFields: ['authorization', 'cookie'].map((name) => ({ singleHeader: { Name: name } })),
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [{
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: ['BLOCK', 'COUNT'].map((action) => ({ ActionCondition: { Action: action } })),
        }],
      },
    });
  }

  private standingResources(): StandingResource[] {
    const { botControl = false } = this.options;
    return [
      { name: 'AWS WAF web ACL', quantity: 1, monthlyPrice: 5 },
      { name: 'AWS WAF rule', quantity: 1 + MANAGED.length + (botControl ? 1 : 0), monthlyPrice: 1 },
      ...botControl ? [{ name: 'AWS WAF Bot Control', quantity: 1, monthlyPrice: 10 }] : [],
    ];
  }
}

guardFactories('Firewall', Firewall);

/** Behind a content delivery network every connection comes from it: it writes the client's address into a header. */
function byClient(headerName?: string): Pick<CfnWebACL.RateBasedStatementProperty, 'aggregateKeyType' | 'forwardedIpConfig'> {
  if (headerName === undefined) return { aggregateKeyType: 'IP' };
  return { aggregateKeyType: 'FORWARDED_IP', forwardedIpConfig: { headerName, fallbackBehavior: 'NO_MATCH' } };
}

function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName };
}

function requestsWidget(webAcl: string): GraphWidget {
  const requests = (metricName: string, label: string) => new Metric({
    namespace: 'AWS/WAFV2',
    metricName,
    label,
    statistic: Stats.SUM,
    dimensionsMap: { WebACL: webAcl, Region: Aws.REGION, Rule: 'ALL' },
  });
  return new GraphWidget({ title: 'Firewall', left: [requests('BlockedRequests', 'blocked'), requests('CountedRequests', 'counted')], width: 8 });
}
