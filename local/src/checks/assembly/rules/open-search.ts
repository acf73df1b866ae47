import {
  at, booleanAt, entriesOf, isFunction, isList, isObject, listAt, numberAt, stringAt, type Json, type JsonObject,
} from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { covers } from '../covered-resource';
import { isDecided, isEveryone, namesAction, statementsOf, type Statement } from '../iam-view';
import { DOMAIN } from '../log-delivery-view';
import { NetworkView } from '../network-view';
import { resourceRule, type ResourceProblem, type Rule, type Subject } from '../rule';
import { coversPort, groupsOf, rulesOf } from '../security-group-view';
import type { Node, TemplateGraph } from '../template-graph';

const LOG_POLICY = 'AWS::Logs::ResourcePolicy';
const LOG_WRITING = ['logs:CreateLogStream', 'logs:PutLogEvents'];
/** What fine-grained access control requires. */
const PROTECTION: readonly (readonly [what: string, ...path: string[]])[] = [
  ['encryption at rest', 'EncryptionAtRestOptions', 'Enabled'],
  ['encryption between nodes', 'NodeToNodeEncryptionOptions', 'Enabled'],
  ['HTTPS', 'DomainEndpointOptions', 'EnforceHTTPS'],
];

/** Domains of Amazon OpenSearch Service: where they are, who gets in, and where their logs go. */
export const OPEN_SEARCH_RULES: readonly Rule[] = [
  resourceRule('opensearch.subnets', DOMAIN, domainSubnets),
  resourceRule('opensearch.public-subnet', DOMAIN, publicSubnet, 'warning'),
  resourceRule('opensearch.nodes', DOMAIN, nodes),
  resourceRule('opensearch.security-group', DOMAIN, domainGroups, 'warning'),
  resourceRule('opensearch.protection', DOMAIN, protection, 'warning'),
  resourceRule('opensearch.access-control', DOMAIN, accessControl),
  resourceRule('opensearch.access-policy', DOMAIN, accessPolicy),
  resourceRule('opensearch.log-policy', DOMAIN, logPolicy, 'warning'),
  resourceRule('opensearch.alarm-dimensions', 'AWS::CloudWatch::Alarm', alarmDimensions, 'warning'),
];

function* domainSubnets({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const subnets = at(properties, 'VPCOptions', 'SubnetIds');
  if (!isList(subnets)) return;
  const zones = zonesOf(properties);
  const path = 'Properties.VPCOptions.SubnetIds';
  if (zones !== undefined && subnets.length !== zones) {
    yield {
      path,
      message: `must be one subnet for each Availability Zone of the domain, which is in ${zones}`,
      value: subnets,
      fix: subnets.length === 2 || subnets.length === 3
        ? `set ClusterConfig.ZoneAwarenessEnabled and AvailabilityZoneCount: ${subnets.length}, or name ${zones}`
        : `name ${zones}`,
    };
  }
  const found = subnets.flatMap((subnet) => graph.follow(subnet, 'AWS::EC2::Subnet') ?? []);
  const zoneNames = found.map((subnet) => textOf(subnet.properties.AvailabilityZone));
  if (!zoneNames.includes('') && new Set(zoneNames).size < zoneNames.length) {
    yield { path, message: 'must be in different Availability Zones', value: subnets, fix: 'name one subnet of each zone' };
  }
}

function* publicSubnet({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const subnets = listAt(properties, 'VPCOptions', 'SubnetIds');
  const network = new NetworkView(graph);
  const open = subnets.flatMap((subnet) => graph.follow(subnet, 'AWS::EC2::Subnet') ?? []).find((node) => network.defaultRoute(node) === 'internet');
  if (!open) return;
  yield {
    path: 'Properties.VPCOptions.SubnetIds',
    message: `${open.logicalId} has a route to an internet gateway, and a domain gets no public address there: nothing but risk comes of it`,
    value: subnets,
    fix: 'name private subnets',
  };
}

function* nodes({ properties }: Node): Iterable<ResourceProblem> {
  const [zones, count] = [zonesOf(properties), numberAt(properties, 'ClusterConfig', 'InstanceCount')];
  if (count === undefined || zones === undefined) return;
  const path = 'Properties.ClusterConfig.InstanceCount';
  if (zones === 2 && count % 2 === 1) {
    yield { path, message: 'must be an even number in two Availability Zones', value: count, fix: `write ${count + 1}` };
  }
  if (zones === 3 && count < 3) yield { path, message: 'must be at least 3 in three Availability Zones', value: count, fix: 'write 3' };
}

function* domainGroups({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  if (at(properties, 'VPCOptions') === undefined || isFunction(properties.VPCOptions)) return;
  const path = 'Properties.VPCOptions.SecurityGroupIds';
  const given = at(properties, 'VPCOptions', 'SecurityGroupIds');
  if (given === undefined) {
    yield { path, message: 'without it the domain is in the default security group', fix: 'name its security group' };
  }
  const groups = groupsOf(graph, listAt(given));
  if (groups.length === 0 || groups.length < listAt(given).length) return;
  if (groups.flatMap((group) => rulesOf(graph, group, 'Ingress')).some((rule) => coversPort(rule, 443))) return;
  yield {
    path,
    message: 'nobody is let in on port 443, so nobody reaches the domain',
    value: given,
    fix: `allow who writes and who reads in ${groups.map(({ logicalId }) => logicalId).join(', ')}`,
  };
}

function* protection({ properties }: Node): Iterable<ResourceProblem> {
  for (const [what, ...path] of PROTECTION) {
    if (isOn(properties, path)) continue;
    yield { path: `Properties.${path.join('.')}`, message: `the domain does not require ${what}`, fix: 'write true' };
  }
  if (!isOn(properties, ['AdvancedSecurityOptions', 'Enabled'])) {
    yield {
      path: 'Properties.AdvancedSecurityOptions.Enabled',
      message: 'without fine-grained access control everyone who gets in may read and delete every index',
      fix: 'write true, and name a master user',
    };
  }
}

function* accessControl({ properties }: Node): Iterable<ResourceProblem> {
  const options = properties.AdvancedSecurityOptions;
  if (booleanAt(options, 'Enabled') !== true) return;
  for (const [what, ...path] of PROTECTION) {
    if (isOn(properties, path)) continue;
    yield { path: `Properties.${path.join('.')}`, message: `fine-grained access control requires ${what}`, fix: 'write true' };
  }
  const type = stringAt(properties, 'ClusterConfig', 'InstanceType');
  if (type?.startsWith('t2.')) {
    yield {
      path: 'Properties.ClusterConfig.InstanceType',
      message: 'T2 instances have neither fine-grained access control nor encryption at rest',
      value: type,
      fix: 'write t3.small.search',
    };
  }
  const [internal, user] = [booleanAt(options, 'InternalUserDatabaseEnabled'), at(options, 'MasterUserOptions')];
  const [path, arn, name] = ['Properties.AdvancedSecurityOptions.MasterUserOptions', at(user, 'MasterUserARN'), at(user, 'MasterUserName')];
  const isFederated = at(options, 'SAMLOptions') !== undefined || at(options, 'JWTOptions') !== undefined;
  if (arn === undefined && name === undefined && !isFunction(user) && !isFederated) {
    yield { path, message: 'fine-grained access control must have a master user', fix: 'set MasterUserARN' };
  }
  if (internal === true && arn !== undefined) {
    yield {
      path: `${path}.MasterUserARN`,
      message: 'a master user that is a role requires InternalUserDatabaseEnabled: false',
      value: arn,
      fix: 'set InternalUserDatabaseEnabled to false, or MasterUserName and MasterUserPassword',
    };
  }
  if (internal === false && name !== undefined) {
    yield {
      path: `${path}.MasterUserName`,
      message: 'a master user with a password requires InternalUserDatabaseEnabled: true',
      value: name,
      fix: 'set InternalUserDatabaseEnabled to true, or MasterUserARN',
    };
  }
}

function* accessPolicy(node: Node): Iterable<ResourceProblem> {
  const { properties } = node;
  const inVpc = at(properties, 'VPCOptions') !== undefined;
  for (const statement of statementsOf(node, properties.AccessPolicies, 'Properties.AccessPolicies').filter(({ allow }) => allow)) {
    if (inVpc && namesAddresses(statement)) {
      yield {
        path: `${statement.path}.Condition`,
        message: 'the policy of a domain in a VPC must not name addresses: its security groups do',
        value: statement.condition,
        fix: 'remove aws:SourceIp, and let the addresses into the security group',
      };
    }
    if (!inVpc && !isOn(properties, ['AdvancedSecurityOptions', 'Enabled']) && isEveryone(statement.principal) && !statement.condition) {
      yield {
        path: `${statement.path}.Principal`,
        message: 'OpenSearch Service refuses a public domain that everyone may use',
        value: statement.principal,
        fix: 'name roles, or turn on fine-grained access control',
      };
    }
    if (statement.actions.length > 0 && statement.actions.every((action) => /^es:ESHttp/i.test(action))
      && statement.resources.length > 0 && statement.resources.every((resource) => /:domain\/[^/*]+$/.test(resource))) {
      yield {
        path: `${statement.path}.Resource`,
        message: 'es:ESHttp actions are about paths below the domain: this allows none',
        value: statement.resources.join(', '),
        fix: `write ${statement.resources[0]}/*`,
        severity: 'warning',
      };
    }
  }
}

/** The account may have a policy already, so nothing here is certain. */
function* logPolicy(domain: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const policies = graph.ofType(LOG_POLICY).filter(({ properties }) => textOf(properties.PolicyDocument).includes('es.amazonaws.com'));
  const before = graph.before(domain);
  // aws-cdk-lib's own construct makes the policy by a custom resource.
  if ([...before].some(({ type }) => type === 'Custom::CloudwatchLogResourcePolicy')) return;
  for (const [type, options] of entriesOf(domain.properties.LogPublishingOptions)) {
    const arn = at(options, 'CloudWatchLogsLogGroupArn');
    if (arn === undefined || booleanAt(options, 'Enabled') === false) continue;
    const path = `Properties.LogPublishingOptions.${type}.CloudWatchLogsLogGroupArn`;
    const allowing = policies.find((policy) => LOG_WRITING.every((action) => letsWrite(policy, action, coversGroup(graph, arn))));
    if (!allowing) {
      yield {
        path,
        message: 'no AWS::Logs::ResourcePolicy of the stack lets es.amazonaws.com write there, and unless the account has one, the domain is refused',
        value: arn,
        fix: `allow ${LOG_WRITING.join(' and ')}, and name the policy in DependsOn`,
      };
    } else if (!before.has(allowing)) {
      yield {
        path,
        message: `the domain may be made before ${allowing.logicalId}, and then it is refused`,
        value: arn,
        fix: `name ${allowing.logicalId} in DependsOn`,
      };
    }
  }
}

function* alarmDimensions({ properties }: Node): Iterable<ResourceProblem> {
  if (properties.Namespace !== 'AWS/ES' || properties.MetricName === undefined) return;
  const names = listAt(properties, 'Dimensions').map((dimension) => textOf(at(dimension, 'Name')));
  if (names.includes('DomainName') && names.includes('ClientId')) return;
  yield {
    path: 'Properties.Dimensions',
    message: 'metrics of a domain have the dimensions DomainName and ClientId: the alarm would never have data',
    value: names.join(', ') || undefined,
    fix: 'set both; ClientId is the account',
  };
}

/** In how many Availability Zones a domain is; undefined if it is only known at deployment. */
function zonesOf(properties: JsonObject): number | undefined {
  const { ClusterConfig: config } = properties;
  const [aware, zones] = [at(config, 'ZoneAwarenessEnabled'), at(config, 'ZoneAwarenessConfig')];
  if (isFunction(config) || isFunction(aware)) return undefined;
  if (booleanAt(aware) !== true) return 1;
  const count = at(zones, 'AvailabilityZoneCount');
  return count === undefined && !isFunction(zones) ? 2 : numberAt(count);
}

/** A value that is only known at deployment counts as on. */
function isOn(properties: JsonObject, path: readonly string[]): boolean {
  const values = path.map((_name, index) => at(properties, ...path.slice(0, index + 1)));
  return values.some(isFunction) || booleanAt(values.at(-1)) === true;
}

function namesAddresses({ condition }: Statement): boolean {
  return entriesOf(condition).some(([, tests]) => entriesOf(tests).some(([key]) => key.toLowerCase() === 'aws:sourceip'));
}

function letsWrite(policy: Node, action: string, covered: (resource: string) => boolean): boolean {
  const written = policy.properties.PolicyDocument;
  const document = isObject(written) && written.Statement !== undefined ? written : parsed(textOf(written));
  // What cannot be read is not judged.
  if (document?.Statement === undefined) return true;
  return statementsOf(policy, document, '').some((statement) => !isDecided(statement)
    || statement.allow && namesAction(statement, action) && statement.resources.some(covered));
}

/** Whether a policy's resource covers a log group: by reference or by name, and with or without its streams (`:*`). */
function coversGroup(graph: TemplateGraph, logGroupArn: Json): (resource: string) => boolean {
  const flat = (arn: string): string => arn.replace(/:\*$/, '');
  const node = graph.mentioned(logGroupArn).find(({ type }) => type === 'AWS::Logs::LogGroup');
  const name = node?.properties.LogGroupName;
  const arn = node ? `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:${textOf(name)}` : flat(textOf(logGroupArn));
  // CloudFormation makes the name, or a parameter is the ARN.
  const isUnknown = node ? name === undefined : arn.startsWith('${');
  return (resource) => (isUnknown && resource.startsWith('arn:')) || covers(flat(resource), arn)
    || (node !== undefined && graph.mentioned({ 'Fn::Sub': resource }).includes(node));
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
