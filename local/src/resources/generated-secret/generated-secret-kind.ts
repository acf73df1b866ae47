import { LocalSecret, type GeneratedSecret } from './local-secret';
import { at, isObject, numberAt, stringAt } from '../../assembly/json';
import type { ResourceKind } from '../shape/resource';

const SECRET = 'AWS::SecretsManager::Secret';

/** Secrets whose value AWS Secrets Manager makes: this machine makes one, and keeps it for the next run. */
export const generatedSecretKind: ResourceKind<GeneratedSecret> = {
  name: 'generated-secret',
  role: 'used',
  types: [SECRET],
  read: ({ resources }) => Object.values(resources)
    .filter(({ type, properties }) => type === SECRET && isObject(at(properties, 'GenerateSecretString')))
    .map(({ logicalId, physicalId, properties }) => {
      const how = at(properties, 'GenerateSecretString');
      return {
        id: logicalId,
        settings: {
          arn: physicalId,
          length: numberAt(how, 'PasswordLength') ?? 32,
          excluded: stringAt(how, 'ExcludeCharacters') ?? '',
          punctuation: at(how, 'ExcludePunctuation') !== true,
          template: stringAt(how, 'SecretStringTemplate'),
          key: stringAt(how, 'GenerateStringKey'),
        },
        logicalIds: [logicalId],
      };
    }),
  attributes: ({ logicalId }) => ({ Ref: `arn:aws:secretsmanager:us-east-1:123456789012:secret:${logicalId}-AbCdEf` }),
  open: (context) => new LocalSecret(context),
};
