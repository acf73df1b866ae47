import { createHash } from 'node:crypto';
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct, IConstruct } from 'constructs';
import type { AttachmentConfig, IAttachment } from './attachment-config';
import type { SecretOptions } from './secret-options';
import { SecretReference, SecretStore } from './secret-reference';
import { namedSecret } from '../core/secret-names';

/** Existing secrets, by their names. */
export class ExistingSecrets implements IAttachment {
  constructor(
    private readonly store: SecretStore,
    private readonly names: Readonly<Record<string, string>>,
    private readonly options: SecretOptions,
  ) {}

  bind(scope: Construct): AttachmentConfig {
    const reference = (name: string) => this.store === SecretStore.SECRETS_MANAGER ? this.secret(scope, name) : this.parameter(scope, name);
    return { secrets: Object.fromEntries(Object.entries(this.names).map(([variable, name]) => [variable, reference(name)])) };
  }

  private secret(scope: Construct, text: string): SecretReference {
    const { id, isArn, field } = namedSecret(text);
    const { encryptionKey } = this.options;
    const secret = imported(scope, `Secret-${id}`, (childId) => {
      if (!isArn) return Secret.fromSecretAttributes(scope, childId, { secretPartialArn: partialArn(scope, id), encryptionKey });
      const isComplete = /-[A-Za-z0-9]{6}$/.test(id);
      return Secret.fromSecretAttributes(scope, childId, { [isComplete ? 'secretCompleteArn' : 'secretPartialArn']: id, encryptionKey });
    });
    return SecretReference.fromSecretsManager(secret, field);
  }

  private parameter(scope: Construct, name: string): SecretReference {
    // Imports it as a string parameter, because only its ARN is used and this import adds no parameter to the template.
    const parameter = imported(scope, `Parameter-${name}`, (id) => StringParameter.fromSecureStringParameterAttributes(scope, id, {
      parameterName: name, simpleName: !name.startsWith('/'),
    }));
    return SecretReference.fromParameter(parameter, this.options.encryptionKey);
  }
}

/** Several variables may use fields of the same secret. */
function imported<T extends IConstruct>(scope: Construct, name: string, make: (id: string) => T): T {
  const id = `Imported${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
  return scope.node.tryFindChild(id) as T | undefined ?? make(id);
}

/** ARN without the six characters that Secrets Manager appends. */
function partialArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'secretsmanager', resource: 'secret', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}
