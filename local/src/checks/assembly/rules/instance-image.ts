import { at, booleanAt, type JsonObject, listAt, numberAt, objectAt, stringAt } from '../../../assembly/json';
import { type DataProblem, dataRule } from '../launch-template-rule';
import type { Rule, Subject } from '../rule';

/** The machine and its image. */
export const INSTANCE_IMAGE_RULES: readonly Rule[] = [
  dataRule('launch-template.instance-type', instanceType),
  dataRule('launch-template.image', image),
  dataRule('launch-template.volume', volume, 'warning'),
];

function* instanceType(data: JsonObject): Iterable<DataProblem> {
  const type = data.InstanceType;
  if (type === undefined && data.InstanceRequirements === undefined) {
    yield {
      below: 'InstanceType',
      message: 'a launch template must have an instance type',
      fix: 'set InstanceType',
      severity: 'warning',
    };
  }
  if (typeof type === 'string' && !/^[a-z][a-z0-9-]*\.(nano|micro|small|medium|large|metal|\d*xlarge|metal-\d+xl)$/.test(type)) {
    yield {
      below: 'InstanceType',
      message: 'no such instance type',
      value: type,
      fix: 'write e.g. t3.small',
      severity: 'warning',
    };
  }
}

function* image(data: JsonObject, { graph }: Subject): Iterable<DataProblem> {
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
}

function* volume(data: JsonObject): Iterable<DataProblem> {
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
        message: 'volumes of replaced instances would remain and cost money',
        value: false,
        fix: 'set it to true',
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
}

/** Graviton families have a g after the generation: `t4g`, `m7gd`, `c6gn`; `g4dn` is not one. */
function isArm(type: string): boolean {
  return /^(a1|[a-z]+\d+g[a-z]*)\./.test(type) || /^(im4gn|is4gen|x2gd)\./.test(type);
}
