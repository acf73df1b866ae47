import { at, booleanAt, isFunction, listAt, numberAt, type Json, type JsonObject } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { covers, coversBelow, nameOf } from '../covered-resource';
import { allows, holdersOf, matches, permissionsOf, type RolePermissions } from '../iam-view';
import { BUCKET, INGESTION, STREAM, bucketOf, destinationsOf, domainOf, searchSinks } from '../log-delivery-view';
import { letsIn, namesParameter } from '../resource-policies';
import { resourceRule, type ResourceProblem, type Rule, type Subject } from '../rule';
import { groupsOf, lets, rulesOf } from '../security-group-view';
import type { Node, TemplateGraph } from '../template-graph';

const ROLE = 'AWS::IAM::Role';
const FUNCTION = 'AWS::Lambda::Function';
const DESCRIBING = 'es:DescribeDomain';
const SUBSCRIPTION = 'AWS::Logs::SubscriptionFilter';
/** Permissions with which Amazon Data Firehose makes its network interfaces. */
const ENTERING = [
  'ec2:CreateNetworkInterface', 'ec2:CreateNetworkInterfacePermission', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs',
];
/** What a role must be allowed, one of each, for CloudWatch Logs to write to a stream. */
const WRITING: Readonly<Record<string, readonly string[] | undefined>> = {
  [STREAM]: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
  'AWS::Kinesis::Stream': ['kinesis:PutRecord', 'kinesis:PutRecords'],
};
/** Of one log group. */
const MOST_SUBSCRIPTIONS = 2;

/** How logs reach OpenSearch: subscriptions, Amazon Data Firehose, OpenSearch Ingestion. Whatever is missing fails without a word. */
export const LOG_DELIVERY_RULES: readonly Rule[] = [
  resourceRule('firehose.permission', STREAM, streamPermission),
  resourceRule('firehose.permission-first', STREAM, permissionFirst, 'warning'),
  resourceRule('firehose.network', STREAM, streamNetwork),
  resourceRule('osis.permission', INGESTION, ingestionPermission),
  resourceRule('osis.units', INGESTION, ingestionUnits),
  resourceRule('logs.subscription', SUBSCRIPTION, subscription),
  resourceRule('events.bucket', 'AWS::Events::Rule', bucketEvents),
];

interface Need {
  readonly permission: string;
  /** What it is about, for messages. */
  readonly what: string;
  /** The bucket or the domain, whose own policy may permit it. */
  readonly target?: Node;
  /** Of another template or account: its policy is not known. */
  readonly isForeign?: boolean;
  isResource(resource: string): boolean;
}

/** With the role that needs it. */
type RoleNeed = Need & { readonly given: Json | undefined };

function* streamPermission(stream: Node, { graph }: Subject): Iterable<ResourceProblem> {
  for (const [path, destination] of destinationsOf(stream)) {
    for (const need of needsOf(graph, path, destination)) {
      const role = graph.follow(need.given, ROLE);
      const permissions = role && permissionsOf(graph, role);
      if (!role || !permissions?.complete || allows(permissions, need.permission, need.isResource)) continue;
      if (letsIn(graph, need.target, { role, ...need })) continue;
      yield {
        logicalId: role.logicalId,
        message: `the role of ${stream.logicalId} (${path}) must be allowed ${need.permission} on ${need.what}`
          + (need.isForeign ? ', unless its own policy permits it' : ''),
        fix: `add it to ${holdersOf(permissions, role)}`,
        ...need.isForeign && { severity: 'warning' },
      };
    }
  }
}

function* permissionFirst(stream: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const before = graph.before(stream);
  for (const [path, destination] of destinationsOf(stream)) {
    // It writes to buckets only later.
    const early = [...searchNeeds(graph, path, destination), ...networkNeeds(destination)];
    const policies = early.flatMap(({ given, permission, isResource }) => {
      const role = graph.follow(given, ROLE);
      return role ? holdersWith(permissionsOf(graph, role), permission, isResource).filter((holder) => holder !== role) : [];
    });
    const missing = [...new Set(policies)].filter((policy) => !before.has(policy));
    if (missing.length === 0) continue;
    yield {
      path,
      message: 'Firehose checks its role when the stream is made, which may be before the role has its permissions',
      value: missing.map(({ logicalId }) => logicalId).join(', '),
      fix: `name ${missing.map(({ logicalId }) => logicalId).join(', ')} in DependsOn`,
    };
  }
}

function* streamNetwork(stream: Node, { graph }: Subject): Iterable<ResourceProblem> {
  for (const [path, destination] of destinationsOf(stream)) {
    const domain = domainOf(graph, at(destination, 'DomainARN'));
    if (!domain) continue;
    const [inVpc, entering] = [at(domain.properties, 'VPCOptions'), at(destination, 'VpcConfiguration')];
    if (inVpc !== undefined && entering === undefined) {
      yield {
        path: `${path}.VpcConfiguration`,
        message: `${domain.logicalId} is in a VPC, and Firehose must enter it there`,
        fix: 'set it: RoleARN, SubnetIds and SecurityGroupIds',
      };
    }
    if (inVpc === undefined && entering !== undefined) {
      yield {
        path: `${path}.VpcConfiguration`,
        message: `${domain.logicalId} is in no VPC`,
        value: entering,
        fix: 'remove it, or put the domain into the VPC',
      };
    }
    yield* closedWay(graph, path, { from: at(entering, 'SecurityGroupIds'), to: at(inVpc, 'SecurityGroupIds'), domain });
  }
}

interface Way {
  readonly from: Json | undefined;
  readonly to: Json | undefined;
  readonly domain: Node;
}

function* closedWay(graph: TemplateGraph, path: string, { from, to, domain }: Way): Iterable<ResourceProblem> {
  const [sources, targets] = [groupsOf(graph, listAt(from)), groupsOf(graph, listAt(to))];
  // A group of another stack may let anybody in or out.
  if (sources.length === 0 || targets.length === 0 || sources.length < listAt(from).length || targets.length < listAt(to).length) return;
  const all = (groups: readonly Node[]) => groups.map(({ logicalId }) => logicalId).join(', ');
  if (!targets.flatMap((group) => rulesOf(graph, group, 'Ingress')).some((rule) => lets(rule, 443, sources))) {
    yield {
      path: `${path}.VpcConfiguration.SecurityGroupIds`,
      message: `${domain.logicalId} does not let Firehose in on port 443`,
      value: all(sources),
      fix: `allow ${all(sources)} in ${all(targets)}`,
    };
  }
  const egress = sources.map((group) => rulesOf(graph, group, 'Egress'));
  if (egress.some((rules) => rules.length === 0) || egress.flat().some((rule) => lets(rule, 443, targets))) return;
  yield {
    path: `${path}.VpcConfiguration.SecurityGroupIds`,
    message: `Firehose is not let out to ${domain.logicalId} on port 443`,
    value: all(sources),
    fix: `allow traffic to ${all(targets)} in ${all(sources)}`,
  };
}

function* ingestionPermission(pipeline: Node, { graph }: Subject): Iterable<ResourceProblem> {
  for (const { role, domain } of searchSinks(graph, pipeline)) {
    const permissions = permissionsOf(graph, role);
    if (!permissions.complete) continue;
    for (const need of domainNeeds(graph, { 'Fn::GetAtt': [domain.logicalId, 'Arn'] })) {
      if (allows(permissions, need.permission, need.isResource) || letsIn(graph, domain, { role, ...need })) continue;
      yield {
        logicalId: role.logicalId,
        message: `the role of ${pipeline.logicalId} must be allowed ${need.permission} on ${need.what}`,
        fix: `add it to ${holdersOf(permissions, role)}`,
      };
    }
  }
}

function* ingestionUnits({ properties }: Node): Iterable<ResourceProblem> {
  const [least, most] = [numberAt(properties, 'MinUnits'), numberAt(properties, 'MaxUnits')];
  if (least === undefined || most === undefined || least <= most) return;
  yield { path: 'Properties.MinUnits', message: `must not be more than MaxUnits (${most})`, value: least, fix: `write at most ${most}` };
}

function* subscription(filter: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const { DestinationArn: destination, RoleArn: given, LogGroupName: logGroup } = filter.properties;
  const target = graph.follow(destination);
  const path = 'Properties.DestinationArn';
  if (target?.type === FUNCTION && !mayBeCalled(graph, target)) {
    yield {
      path,
      message: `CloudWatch Logs may not call ${target.logicalId}`,
      value: destination,
      fix: 'add an AWS::Lambda::Permission for logs.amazonaws.com, and name it in DependsOn',
    };
  }
  const writing = WRITING[target?.type ?? ''];
  const role = graph.follow(given, ROLE);
  const permissions = role && permissionsOf(graph, role);
  if (target && writing && given === undefined) {
    yield { path: 'Properties.RoleArn', message: `writing to ${target.logicalId} needs a role`, fix: `name one that is allowed ${writing[0]}` };
  }
  if (target && writing && role && permissions?.complete && !writing.some((permission) => allows(permissions, permission))) {
    yield {
      logicalId: role.logicalId,
      message: `the role of ${filter.logicalId} must be allowed ${writing[0]} on ${target.logicalId}`,
      fix: `add it to ${holdersOf(permissions, role)}`,
    };
  }
  if (target?.type === STREAM && destinationsOf(target).some(isSearchOfRecords)) {
    yield {
      path,
      message: 'CloudWatch Logs puts many lines into one record, and OpenSearch makes one document of a record: no line would be found',
      value: destination,
      fix: 'subscribe a function that gives Firehose one document for each line',
    };
  }
  // Those of different conditions may exclude each other.
  const others = graph.ofType(SUBSCRIPTION).filter(({ condition, properties }) =>
    textOf(properties.LogGroupName) === textOf(logGroup) && (condition === undefined || condition === filter.condition));
  if (logGroup !== undefined && others.indexOf(filter) >= MOST_SUBSCRIPTIONS) {
    yield {
      path: 'Properties.LogGroupName',
      message: `a log group has at most ${MOST_SUBSCRIPTIONS} subscription filters, and this one has ${others.length}`,
      value: logGroup,
      fix: 'remove one',
    };
  }
}

function* bucketEvents({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const pattern = properties.EventPattern;
  if (!listAt(pattern, 'source').includes('aws.s3') || listAt(pattern, 'detail-type').some((type) => /CloudTrail/.test(textOf(type)))) return;
  for (const name of listAt(pattern, 'detail', 'bucket', 'name')) {
    const bucket = graph.follow(name, BUCKET);
    if (!bucket || sendsEvents(graph, bucket)) continue;
    yield {
      path: 'Properties.EventPattern.detail.bucket.name',
      message: `${bucket.logicalId} sends no events to EventBridge, so the rule never matches`,
      value: name,
      fix: `set NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled of ${bucket.logicalId}`,
    };
  }
}

/** Whether records reach OpenSearch as they are. */
function isSearchOfRecords([path, destination]: [string, JsonObject]): boolean {
  return /search/i.test(path) && booleanAt(destination, 'ProcessingConfiguration', 'Enabled') !== true;
}

function needsOf(graph: TemplateGraph, path: string, destination: JsonObject): RoleNeed[] {
  const buckets = [destination, destination.S3Configuration, destination.S3BackupConfiguration].filter((each) => at(each, 'BucketARN') !== undefined);
  return [
    ...searchNeeds(graph, path, destination),
    ...networkNeeds(destination),
    ...buckets.map((place): RoleNeed => {
      const arn = at(place, 'BucketARN');
      const target = bucketOf(graph, arn);
      return {
        given: at(place, 'RoleARN'),
        permission: 's3:PutObject',
        what: `the objects of ${target?.logicalId ?? 'its bucket'}`,
        isResource: isBelow(graph, arn, target),
        target,
        isForeign: !target,
      };
    }),
  ];
}

function searchNeeds(graph: TemplateGraph, path: string, { DomainARN: arn, RoleARN: given }: JsonObject): RoleNeed[] {
  // The older destination may be described with older permissions.
  const isOlder = path.endsWith('.ElasticsearchDestinationConfiguration');
  const needs = arn === undefined ? [] : domainNeeds(graph, arn).filter(({ permission }) => !isOlder || permission !== DESCRIBING);
  return needs.map((need) => ({ given, ...need }));
}

function networkNeeds(destination: JsonObject): RoleNeed[] {
  const given = at(destination, 'VpcConfiguration', 'RoleARN');
  return given === undefined ? [] : ENTERING.map((permission) => ({ given, permission, what: 'its VPC', isResource: () => true }));
}

/** What those who write to a domain must be allowed. */
function domainNeeds(graph: TemplateGraph, arn: Json): Need[] {
  const target = domainOf(graph, arn);
  const name = target?.logicalId ?? 'the domain';
  return [
    { permission: DESCRIBING, what: name, isResource: isDomain(graph, arn, target), target, isForeign: !target },
    { permission: 'es:ESHttpPost', what: `what is below ${name}`, isResource: isBelow(graph, arn, target), target, isForeign: !target },
  ];
}

function isDomain(graph: TemplateGraph, arn: Json, domain: Node | undefined) {
  return (resource: string): boolean => covers(resource, arn) || isNamed(graph, resource, arn, domain);
}

function isBelow(graph: TemplateGraph, arn: Json | undefined, target: Node | undefined) {
  return (resource: string): boolean => coversBelow(resource, arn) || (isNamed(graph, resource, arn, target) && /[*?]/.test(resource));
}

/** Policies and streams may name the same domain or bucket in different ways. What a parameter names is only known at deployment. */
function isNamed(graph: TemplateGraph, resource: string, arn: Json | undefined, target: Node | undefined): boolean {
  const ids = [...graph.mentioned(arn), ...target ? [target] : []].map(({ logicalId }) => logicalId);
  const mentioned = graph.mentioned({ 'Fn::Sub': resource });
  if (mentioned.some(({ logicalId }) => ids.includes(logicalId))) return true;
  const name = textOf(target?.properties.DomainName ?? target?.properties.BucketName).replace(/\$\{AWS::\w+\}/g, '-');
  return (name !== '' && matches(nameOf(resource), name)) || namesParameter(graph, resource) || namesParameter(graph, textOf(arn));
}

function holdersWith({ statements }: RolePermissions, permission: string, isResource: (resource: string) => boolean): Node[] {
  return statements.filter((statement) => allows({ statements: [statement], complete: true }, permission, isResource)).map(({ holder }) => holder);
}

function mayBeCalled(graph: TemplateGraph, target: Node): boolean {
  return graph.ofType('AWS::Lambda::Permission').some(({ properties }) =>
    isFunctionOf(graph, properties.FunctionName, target) && /^logs\.|\{/.test(textOf(properties.Principal)));
}

/** By reference, name or ARN. What a parameter names is only known at deployment. */
function isFunctionOf(graph: TemplateGraph, given: Json | undefined, target: Node): boolean {
  const name = textOf(target.properties.FunctionName);
  return graph.mentioned(given).includes(target) || namesParameter(graph, textOf(given))
    || (name !== '' && textOf(given).split(':function:').at(-1) === name);
}

function sendsEvents(graph: TemplateGraph, bucket: Node): boolean {
  const { NotificationConfiguration: notifications } = bucket.properties;
  const own = at(notifications, 'EventBridgeConfiguration');
  // aws-cdk-lib turns them on by a custom resource.
  return isFunction(notifications) || (own !== undefined && booleanAt(own, 'EventBridgeEnabled') !== false)
    || graph.ofType('Custom::S3BucketNotifications').some(({ properties }) => graph.mentioned(properties).includes(bucket));
}
