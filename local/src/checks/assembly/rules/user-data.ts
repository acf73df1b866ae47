import { at, type Json, type JsonObject, objectAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { type DataProblem, dataRule } from '../launch-template-rule';
import { type ResourceProblem, resourceRule, type Rule } from '../rule';
import type { Node } from '../template-graph';

const TEMPLATE = 'AWS::EC2::LaunchTemplate';
const MAXIMUM_USER_DATA = 16 * 1024;

export const USER_DATA_RULES: readonly Rule[] = [
  dataRule('launch-template.user-data', userData),
  resourceRule('launch-template.gostyle-metadata', TEMPLATE, gostyleMetadata),
];

function* userData(data: JsonObject): Iterable<DataProblem> {
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
      message: 'cloud-init only runs a script that starts with #!',
      value: first,
      fix: 'write #!/bin/bash as its first line',
      severity: 'warning',
    };
  }
}

function* gostyleMetadata({ metadata }: Node): Iterable<ResourceProblem> {
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
}

function decoded(value: Json): string | undefined {
  if (typeof value !== 'string') return '';
  return /^[A-Za-z0-9+/\s]+={0,2}$/.test(value) ? Buffer.from(value, 'base64').toString('utf8') : undefined;
}
