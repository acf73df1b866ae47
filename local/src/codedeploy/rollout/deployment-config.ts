import { UserError } from '../../messages/user-error';
import type { DeploymentConfig } from '../../model/deployment';

/**
 * `OneAtATime` is `MOST_CONCURRENCY 1`, as returned by GetDeploymentConfig, and not 99 % as in the user guide: for two instances, 99 %
 * would be two, which no deployment could satisfy.
 */
const PREDEFINED: Readonly<Record<string, DeploymentConfig['minimumHealthyHosts']>> = {
  'CodeDeployDefault.OneAtATime': { type: 'MOST_CONCURRENCY', value: 1 },
  'CodeDeployDefault.HalfAtATime': { type: 'FLEET_PERCENT', value: 50 },
  'CodeDeployDefault.AllAtOnce': { type: 'HOST_COUNT', value: 0 },
};

/** One of AWS's predefined configurations for EC2 and on-premises instances. */
export function predefinedDeploymentConfig(name: string): DeploymentConfig {
  if (!Object.hasOwn(PREDEFINED, name)) {
    throw new UserError(
      `deployment configuration must be one of ${Object.keys(PREDEFINED).join(', ')}, HOST_COUNT=n or FLEET_PERCENT=p, got: ${name}`,
    );
  }
  return { name, minimumHealthyHosts: PREDEFINED[name] };
}

/** A predefined name, or a custom configuration written as `HOST_COUNT=n` or `FLEET_PERCENT=p`. */
export function parseDeploymentConfig(text: string): DeploymentConfig {
  const [type, value] = text.split('=', 2);
  if (value === undefined || (type !== 'HOST_COUNT' && type !== 'FLEET_PERCENT')) return predefinedDeploymentConfig(text);
  return { name: text, minimumHealthyHosts: { type, value: parseMinimum(type, value) } };
}

export function parseMinimum(type: 'HOST_COUNT' | 'FLEET_PERCENT', text: string): number {
  const value = Number(text);
  const limit = type === 'FLEET_PERCENT' ? 100 : Number.MAX_SAFE_INTEGER;
  if (!/^\d+$/.test(text) || value > limit) {
    throw new UserError(`${type} must be a whole number${type === 'FLEET_PERCENT' ? ' from 0 to 100' : ' of at least 0'}, got: ${text}`);
  }
  return value;
}
