import { at, isObject, listAt, objectAt, stringAt, type Json, type JsonObject } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import type { Severity } from '../../finding';
import { resourceRule, type Problem, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

const TEMPLATE = 'AWS::EC2::LaunchTemplate';
const MAXIMUM_USER_DATA = 16 * 1024;

/** How instances are set up. */
export const LAUNCH_TEMPLATE_SETUP_RULES: readonly Rule[] = [
  dataRule('launch-template.instance-type', function* (data) {
    const type = data.InstanceType;
    if (type === undefined && data.InstanceRequirements === undefined) {
      yield {
        below: 'InstanceType',
        message: 'a launch template must say what to launch',
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
  }),

  dataRule(
    'launch-template.security-group',
    function* (data) {
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
        };
      }
      if (listAt(data, 'SecurityGroupIds').length > 0 && listAt(data, 'NetworkInterfaces').length > 0) {
        yield {
          below: 'SecurityGroupIds',
          message: 'a template with network interfaces names the security groups there',
          fix: 'move them to NetworkInterfaces[0].Groups',
        };
      }
    },
    'warning',
  ),

  dataRule('launch-template.user-data', function* (data) {
    const encoded = at(data.UserData, 'Fn::Base64');
    if (data.UserData === undefined) {
      yield {
        below: 'UserData',
        message: 'without it nothing installs the CodeDeploy agent',
        fix: 'add the steps that set an instance up',
        severity: 'warning',
      };
      return;
    }
    const text = encoded === undefined ? decoded(data.UserData) : textOf(encoded);
    if (text === undefined) {
      yield { below: 'UserData', message: 'must be base64', value: data.UserData, fix: 'use Fn::Base64' };
      return;
    }
    if (Buffer.byteLength(text) > MAXIMUM_USER_DATA) {
      yield {
        below: 'UserData',
        message: `must not be longer than ${MAXIMUM_USER_DATA} bytes`,
        value: Buffer.byteLength(text),
        fix: 'shorten it',
      };
    }
    if (text.includes('\r\n')) yield { below: 'UserData', message: 'a script with Windows line endings does not run', fix: 'write it with \\n' };
    const first = text.split('\n', 1)[0];
    if (
      text !== '' &&
      !/^[#<]/.test(first) &&
      !first.startsWith('Content-Type:') &&
      !first.startsWith('MIME-Version:') &&
      !first.startsWith('{')
    ) {
      yield {
        below: 'UserData',
        message: 'cloud-init runs a script only when it begins with #!',
        value: first,
        fix: 'write #!/bin/bash as its first line',
        severity: 'warning',
      };
    }
  }),

  resourceRule(
    'launch-template.key',
    TEMPLATE,
    function* ({ properties }) {
      const key = at(properties, 'LaunchTemplateData', 'KeyName');
      if (key !== undefined) {
        yield {
          path: 'Properties.LaunchTemplateData.KeyName',
          message: 'instances are reached with Session Manager, not with a key',
          value: key,
          fix: 'remove it',
        };
      }
    },
    'warning',
  ),

  resourceRule('launch-template.gostyle-metadata', TEMPLATE, function* ({ metadata }) {
    const block = objectAt(metadata, 'gostyle:instance');
    if (!block) return;
    if (block.version !== 1) {
      yield {
        path: 'Metadata.gostyle:instance.version',
        message: 'must be 1',
        value: block.version,
        fix: 'use the runner of the same release as the library',
      };
    }
    const file = stringAt(block, 'environmentFile');
    if (file === undefined || !file.startsWith('/')) {
      yield {
        path: 'Metadata.gostyle:instance.environmentFile',
        message: 'must be an absolute path',
        value: block.environmentFile,
        fix: 'write /etc/gostyle/environment',
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


function decoded(value: Json): string | undefined {
  if (typeof value !== 'string') return '';
  return /^[A-Za-z0-9+/\s]+={0,2}$/.test(value) ? Buffer.from(value, 'base64').toString('utf8') : undefined;
}
