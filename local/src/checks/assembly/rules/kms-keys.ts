import { at, booleanAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { statementsOf } from '../iam-view';
import { type ResourceProblem, resourceRule, type Rule } from '../rule';
import type { Node } from '../template-graph';

export const KMS_KEY_RULES: readonly Rule[] = [
  resourceRule('kms.rotation', 'AWS::KMS::Key', rotation, 'warning'),
  resourceRule('kms.policy', 'AWS::KMS::Key', kmsPolicy, 'warning'),
];

function* rotation({ properties }: Node): Iterable<ResourceProblem> {
  const symmetric = (properties.KeySpec ?? 'SYMMETRIC_DEFAULT') === 'SYMMETRIC_DEFAULT';
  if (symmetric && booleanAt(properties, 'EnableKeyRotation') !== true && typeof properties.EnableKeyRotation !== 'object') {
    yield { path: 'Properties.EnableKeyRotation', message: 'a key must rotate', value: properties.EnableKeyRotation, fix: 'set it to true' };
  }
  if (booleanAt(properties, 'Enabled') === false) {
    yield {
      path: 'Properties.Enabled',
      message: 'a key that is not enabled encrypts nothing',
      value: false,
      fix: 'remove it',
    };
  }
}

function* kmsPolicy(key: Node): Iterable<ResourceProblem> {
  for (const { allow, principal, condition, path } of statementsOf(key, key.properties.KeyPolicy, 'Properties.KeyPolicy')) {
    const everyone = textOf(principal) === '*' || textOf(at(principal, 'AWS')) === '*';
    if (allow && everyone && condition === undefined) {
      yield {
        path: `${path}.Principal`,
        message: 'must not allow everyone',
        value: principal,
        fix: 'name who may use the key',
      };
    }
  }
}
