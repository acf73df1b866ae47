import type { Construct } from 'constructs';
import type { Environment } from './environment';
import { requireEnvironmentVariables, requireSecretVariables } from '../application/environment-variables';
import { misuse } from '../core/misuse';
import { requireSameRegion } from '../core/outside';
import type { AttachmentBindOptions, AttachmentConfig } from '../data/attachment-config';
import type { SecretReference } from '../data/secret-reference';

/** Variables of an environment's application, by name: plain values, and references to secrets. */
export interface Given {
  readonly variables: Record<string, string>;
  readonly secrets: Record<string, SecretReference>;
}

/** Everything that the attachments of an environment bring. */
export class Attachments {
  private readonly configs: AttachmentConfig[];

  constructor(private readonly scope: Construct, private readonly environment: Environment, options: AttachmentBindOptions) {
    this.configs = environment.uses.map((attachment) => attachment.bind(scope, options));
  }

  /** Values of one property, in the order of the attachments. */
  all<T>(kind: (config: AttachmentConfig) => T[] | undefined): T[] {
    return this.configs.flatMap((config) => kind(config) ?? []);
  }

  /** Together with the user's own variables. A duplicate name is an error, because the order would decide. */
  given(byUser: Record<string, string>): Given {
    const { name } = this.environment;
    const variables: Record<string, string> = { ...byUser };
    const secrets: Record<string, SecretReference> = {};
    const origins = new Map(Object.keys(byUser).map((variable) => [variable, '`environmentVariables`']));
    for (const [index, config] of this.configs.entries()) {
      const prop = `environments.${name}.uses[${index}]`;
      requireEnvironmentVariables(prop, config.variables ?? {});
      requireSecretVariables(prop, Object.keys(config.secrets ?? {}));
      for (const variable of [...Object.keys(config.variables ?? {}), ...Object.keys(config.secrets ?? {})]) {
        const other = origins.get(variable);
        if (other !== undefined) throw misuse(prop, `must not set a variable that ${other} sets`, variable, 'rename one of them');
        origins.set(variable, `\`uses[${index}]\``);
      }
      for (const [variable, { arn }] of Object.entries(config.secrets ?? {})) requireSameRegion(`${prop}.${variable}`, arn, this.scope);
      Object.assign(variables, config.variables);
      Object.assign(secrets, config.secrets);
    }
    return { variables, secrets };
  }
}
