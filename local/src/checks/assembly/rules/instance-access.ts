import { at, isObject, type JsonObject } from '../../../assembly/json';
import { type DataProblem, dataRule } from '../launch-template-rule';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

const TEMPLATE = 'AWS::EC2::LaunchTemplate';

/** Access to an instance, and its permissions. */
export const INSTANCE_ACCES_RULES: readonly Rule[] = [
  dataRule('launch-template.instance-profile', instanceProfile),
  resourceRule('launch-template.key', TEMPLATE, launchTemplateKey, 'warning'),
];

function* instanceProfile(data: JsonObject, { graph }: Subject): Iterable<DataProblem> {
  const profile = data.IamInstanceProfile;
  if (profile === undefined) {
    yield {
      below: 'IamInstanceProfile',
      message: 'instances need a role to fetch revisions',
      fix: 'name an instance profile',
      severity: 'warning',
    };
    return;
  }
  const arn = at(profile, 'Arn');
  if (isObject(profile) && Object.keys(profile).length === 0) {
    yield {
      below: 'IamInstanceProfile',
      message: 'must name an instance profile',
      value: profile,
      fix: 'set Arn',
    };
  }
  if (arn !== undefined && typeof arn !== 'object' && !String(arn).startsWith('arn:')) {
    yield {
      below: 'IamInstanceProfile.Arn',
      message: 'must be the ARN of an instance profile',
      value: arn,
      fix: 'use Fn::GetAtt with Arn',
    };
  }
  const node = graph.follow(at(profile, 'Arn')) ?? graph.follow(at(profile, 'Name'));
  if (node && node.type !== 'AWS::IAM::InstanceProfile') {
    yield {
      below: 'IamInstanceProfile',
      message: `must be an instance profile, and ${node.logicalId} is a ${node.type}`,
      value: profile,
      fix: 'name an instance profile',
    };
  }
}

function* launchTemplateKey({ properties }: Node): Iterable<ResourceProblem> {
  const key = at(properties, 'LaunchTemplateData', 'KeyName');
  if (key !== undefined) {
    yield {
      path: 'Properties.LaunchTemplateData.KeyName',
      message: 'use Session Manager instead of a key pair',
      value: key,
      fix: 'remove it',
    };
  }
}
