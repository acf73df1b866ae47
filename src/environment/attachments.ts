import type { Construct } from 'constructs';
import type { Environment } from './environment';
import { requireEnvironmentVariables, requireSecretVariables } from '../application/environment-variables';
import { requireReturned } from '../core/given-arguments';
import { misuse } from '../core/misuse';
import type { AttachmentBindOptions, AttachmentConfig } from '../data/attachment-config';
import { requireReadable } from '../data/foreign-secret';
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
    this.configs = environment.uses.map((attachment, index) =>
      requireReturned(`environments.${environment.name}.uses[${index}]`, 'AttachmentConfig', attachment.bind(scope, options)));
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
      for (const [variable, secret] of Object.entries(config.secrets ?? {})) requireReadable(`${prop}.${variable}`, secret, this.scope);
    }
    // User data lists them, and another order of `uses` must not start an instance refresh.
    for (const config of [...this.configs].sort((one, other) => firstName(one).localeCompare(firstName(other), 'en'))) {
      Object.assign(variables, config.variables);
      Object.assign(secrets, config.secrets);
    }
    return { variables, secrets };
  }
}

/** Each name is set by one attachment only, so that the first one of each orders them all. */
function firstName({ variables = {}, secrets = {} }: AttachmentConfig): string {
  return [...Object.keys(variables), ...Object.keys(secrets)].sort()[0] ?? '';
}
