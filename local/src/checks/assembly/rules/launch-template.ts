import { at, booleanAt, isObject, listAt, numberAt, objectAt, stringAt, type JsonObject } from '../../../assembly/json';
import type { Severity } from '../../finding';
import { resourceRule, type Problem, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

const TEMPLATE = 'AWS::EC2::LaunchTemplate';

/** What instances are launched from. */
export const LAUNCH_TEMPLATE_RULES: readonly Rule[] = [
  dataRule('launch-template.metadata-service', function* (data) {
    const tokens = at(data, 'MetadataOptions', 'HttpTokens');
    if (tokens === undefined || (typeof tokens === 'string' && tokens !== 'required')) {
      yield {
        below: 'MetadataOptions.HttpTokens',
        message: 'instances must ask for a token (IMDSv2)',
        value: tokens,
        fix: 'write required',
        severity: 'warning',
      };
    }
    if (at(data, 'MetadataOptions', 'HttpEndpoint') === 'disabled') {
      yield {
        below: 'MetadataOptions.HttpEndpoint',
        message: 'the CodeDeploy agent has its credentials from the metadata service',
        value: 'disabled',
        fix: 'write enabled',
      };
    }
    const endpoint = stringAt(data, 'MetadataOptions', 'HttpEndpoint');
    if (endpoint !== undefined && !['enabled', 'disabled'].includes(endpoint)) {
      yield {
        below: 'MetadataOptions.HttpEndpoint',
        message: 'must be enabled or disabled',
        value: endpoint,
        fix: 'write enabled',
      };
    }
    const hops = numberAt(data, 'MetadataOptions', 'HttpPutResponseHopLimit');
    if (hops !== undefined && hops < 1) {
      yield {
        below: 'MetadataOptions.HttpPutResponseHopLimit',
        message: 'with it no token arrives',
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
  }),

  dataRule(
    'launch-template.public-ip',
    function* (data) {
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
    },
    'warning',
  ),

  dataRule(
    'launch-template.volume',
    function* (data) {
      const volumes = listAt(data, 'BlockDeviceMappings');
      if (volumes.length === 0) {
        yield {
          below: 'BlockDeviceMappings',
          message: "without it the volume is the image's, which is not encrypted",
          fix: 'add the root volume with Encrypted: true',
        };
      }
      for (const [index, mapping] of volumes.entries()) {
        const ebs = objectAt(mapping, 'Ebs');
        if (at(mapping, 'DeviceName') === undefined) {
          yield {
            below: `BlockDeviceMappings[${index}].DeviceName`,
            message: 'a volume must have a device',
            fix: "write the image's root device, e.g. /dev/xvda",
          };
        }
        if (!ebs && at(mapping, 'Ebs') === undefined && at(mapping, 'VirtualName') === undefined && at(mapping, 'NoDevice') === undefined) {
          yield {
            below: `BlockDeviceMappings[${index}].Ebs`,
            message: "without it the volume is the image's, which is not encrypted",
            fix: 'add Ebs with Encrypted: true',
          };
        }
        if (!ebs) continue;
        const below = `BlockDeviceMappings[${index}].Ebs`;
        if (ebs.Encrypted === undefined || booleanAt(ebs, 'Encrypted') === false) {
          yield {
            below: `${below}.Encrypted`,
            message: 'a volume must be encrypted',
            value: ebs.Encrypted,
            fix: 'set it to true',
          };
        }
        if (booleanAt(ebs, 'DeleteOnTermination') === false) {
          yield {
            below: `${below}.DeleteOnTermination`,
            message: 'volumes of replaced instances would stay and cost',
            value: false,
            fix: 'set it to true',
          };
        }
        const type = stringAt(ebs, 'VolumeType');
        if (type !== undefined && !['gp3', 'gp2', 'io1', 'io2', 'st1', 'sc1', 'standard'].includes(type)) {
          yield {
            below: `${below}.VolumeType`,
            message: 'no such volume type',
            value: type,
            fix: 'write gp3',
          };
        }
        const size = numberAt(ebs, 'VolumeSize');
        if (size !== undefined && size < 8) {
          yield {
            below: `${below}.VolumeSize`,
            message: 'must not be smaller than the image (8 GiB)',
            value: size,
            fix: 'write 20',
          };
        }
      }
    },
    'warning',
  ),

  dataRule('launch-template.instance-profile', function* (data, { graph }) {
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
  }),

  dataRule('launch-template.image', function* (data, { graph }) {
    if (data.ImageId === undefined) {
      yield {
        below: 'ImageId',
        message: 'a launch template must have an image',
        fix: 'set ImageId',
        severity: 'warning',
      };
    }
    const literal = stringAt(data, 'ImageId');
    if (literal !== undefined && !/^(ami-[0-9a-f]{8,17}|resolve:ssm:.+|\{\{resolve:ssm:.+\}\})$/.test(literal)) {
      yield {
        below: 'ImageId',
        message: 'must be an image id',
        value: literal,
        fix: 'write ami-... or resolve:ssm:PARAMETER',
      };
    }
    const parameter = graph.parameter(data.ImageId);
    const source = stringAt(parameter, 'Default') ?? literal ?? '';
    const type = stringAt(data, 'InstanceType');
    if (type === undefined || !/x86_64|arm64/.test(source)) return;
    if (isArm(type) !== source.includes('arm64')) {
      yield {
        below: 'InstanceType',
        message: `the image is for another processor (${source})`,
        value: type,
        fix: 'change the instance type or the image',
      };
    }
  }),
];

type DataProblem = Omit<Problem, 'logicalId' | 'path'> & { readonly below: string };

type DataCheck = (data: JsonObject, subject: Subject, node: Node) => Iterable<DataProblem>;

function dataRule(id: string, check: DataCheck, severity: Severity = 'error'): Rule {
  return resourceRule(
    id,
    TEMPLATE,
    function* (node, subject) {
      const data = objectAt(node.properties, 'LaunchTemplateData') ?? {};
      for (const { below, ...problem } of check(data, subject, node)) yield { path: `Properties.LaunchTemplateData.${below}`, ...problem };
    },
    severity,
  );
}

/** Graviton families have a g after the generation: `t4g`, `m7gd`, `c6gn`; `g4dn` is none. */
function isArm(type: string): boolean {
  return /^(a1|[a-z]+\d+g[a-z]*)\./.test(type) || /^(im4gn|is4gen|x2gd)\./.test(type);
}

