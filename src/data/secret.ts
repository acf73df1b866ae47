import type { IAttachment } from './attachment-config';
import { ExistingSecrets } from './existing-secrets';
import type { SecretOptions } from './secret-options';
import { SecretReference, SecretStore } from './secret-reference';
import { requireSecretVariables } from '../application/environment-variables';
import { guardFactories } from '../core/guard-factories';
import { misuse } from '../core/misuse';
import { requireParameterName, requireSecretName } from '../core/secret-names';

/**
 * Existing secrets as environment variables of the application. The template contains only their location; the application
 * reads the values when it starts.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Environment.named('production', { uses: [Secret.fromSecretsManager({ STRIPE_KEY: 'stripe' })] });
 */
export class Secret {
  /**
   * Secrets of AWS Secrets Manager, in the account and region of the environment.
   *
   * A secret costs 0.40 USD a month. A changed value reaches the application when it starts again: with the next deployment, one host after another.
   *
   * @param secrets names or ARNs of secrets, by the name of the variable; `name:field` takes one field of a JSON value
   * @param options their encryption key
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/secrets.md
   */
  static fromSecretsManager(secrets: { [variable: string]: string }, options: SecretOptions = {}): IAttachment {
    requireSome('Secret.fromSecretsManager', secrets);
    for (const [variable, secret] of Object.entries(secrets)) requireSecretName(`Secret.fromSecretsManager.${variable}`, secret);
    return new ExistingSecrets(SecretStore.SECRETS_MANAGER, secrets, options);
  }

  /**
   * Parameters of AWS Systems Manager, in the account and region of the environment, as a rule `SecureString`.
   *
   * Standard parameters are free of charge. A changed value reaches the application when it starts again: with the next deployment, one host after
   * another.
   *
   * @param parameters names of parameters, by the name of the variable
   * @param options their encryption key
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/secrets.md
   */
  static fromParameterStore(parameters: { [variable: string]: string }, options: SecretOptions = {}): IAttachment {
    requireSome('Secret.fromParameterStore', parameters);
    for (const [variable, name] of Object.entries(parameters)) requireParameterName(`Secret.fromParameterStore.${variable}`, name);
    return new ExistingSecrets(SecretStore.PARAMETER_STORE, parameters, options);
  }

  /**
   * Secrets that your own code creates in the environment's stack, or imports.
   *
   * @param references where each value is stored, by the name of the variable
   */
  static fromReferences(references: { [variable: string]: SecretReference }): IAttachment {
    requireSome('Secret.fromReferences', references);
    return { bind: () => ({ secrets: references }) };
  }

  private constructor() {}
}

guardFactories('Secret', Secret);

/** The names are those of variables. */
function requireSome(prop: string, secrets: object): void {
  requireSecretVariables(prop, Object.keys(secrets));
  if (Object.keys(secrets).length > 0) return;
  throw misuse(prop, 'must name at least one', {}, 'write the name of a variable, and where its value is kept');
}
