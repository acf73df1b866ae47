import { at, booleanAt, isObject, type JsonObject, listAt, numberAt } from '../../../assembly/json';
import { type DataProblem, dataRule } from '../launch-template-rule';
import type { Rule } from '../rule';

/** An instance's network settings. */
export const INSTANCE_NETWORK_RULES: readonly Rule[] = [
  dataRule('launch-template.metadata-service', metadataService),
  dataRule('launch-template.public-ip', publicIp, 'warning'),
  dataRule('launch-template.security-group', securityGroup),
];

function* metadataService(data: JsonObject): Iterable<DataProblem> {
  const tokens = at(data, 'MetadataOptions', 'HttpTokens');
  if (tokens === undefined || (typeof tokens === 'string' && tokens !== 'required')) {
    yield {
      below: 'MetadataOptions.HttpTokens',
      message: 'instances must require a token (IMDSv2)',
      value: tokens,
      fix: 'write required',
      severity: 'warning',
    };
  }
  if (at(data, 'MetadataOptions', 'HttpEndpoint') === 'disabled') {
    yield {
      below: 'MetadataOptions.HttpEndpoint',
      message: 'the CodeDeploy agent gets its credentials from the metadata service',
      value: 'disabled',
      fix: 'write enabled',
    };
  }
  const hops = numberAt(data, 'MetadataOptions', 'HttpPutResponseHopLimit');
  if (hops !== undefined && hops < 1) {
    yield {
      below: 'MetadataOptions.HttpPutResponseHopLimit',
      message: 'no token would arrive',
      value: hops,
      fix: 'write 1',
    };
  }
  if (hops !== undefined && hops > 2) {
    yield {
      below: 'MetadataOptions.HttpPutResponseHopLimit',
      message: 'a token must not travel further than a container',
      value: hops,
      fix: 'write 1',
      severity: 'warning',
    };
  }
}

function* publicIp(data: JsonObject): Iterable<DataProblem> {
  for (const [index, each] of listAt(data, 'NetworkInterfaces').entries()) {
    if (booleanAt(each, 'AssociatePublicIpAddress') === true) {
      yield {
        below: `NetworkInterfaces[${index}].AssociatePublicIpAddress`,
        message: 'instances behind a load balancer need no public address',
        value: true,
        fix: 'set it to false',
      };
    }
  }
}

function* securityGroup(data: JsonObject): Iterable<DataProblem> {
  const groups = [
    ...listAt(data, 'SecurityGroupIds'),
    ...listAt(data, 'SecurityGroups'),
    ...listAt(data, 'NetworkInterfaces').flatMap((each) => listAt(each, 'Groups')),
  ];
  const functional = [data.SecurityGroupIds, data.NetworkInterfaces].some((value) => isObject(value));
  if (groups.length === 0 && !functional) {
    yield {
      below: 'SecurityGroupIds',
      message: 'without it instances are in the default security group',
      fix: 'name the security group of the fleet',
      severity: 'warning',
    };
  }
  if (listAt(data, 'SecurityGroupIds').length > 0 && listAt(data, 'NetworkInterfaces').length > 0) {
    yield {
      below: 'SecurityGroupIds',
      message: 'Amazon EC2 rejects security groups beside network interfaces, so nothing would be launched',
      fix: 'move them to NetworkInterfaces[0].Groups',
    };
  }
}
