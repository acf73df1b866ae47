import type { Duration, Environment as AwsEnvironment } from 'aws-cdk-lib';
import { misuse, requireKnown, requirePattern } from '../core/misuse';

/** Refuses what a load balancer does not take. */
export function requireStickiness(prop: string, stickiness: Duration): void {
  requireKnown(prop, stickiness, 'write `Duration.hours(1)`, for example');
  const seconds = stickiness.toSeconds({ integral: false });
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 604_800) return;
  throw misuse(prop, 'must be whole seconds, from 1 second to 7 days', `${seconds} s`, 'write `Duration.hours(1)`, for example');
}

/** With only one of them, or a token, the result would depend on who synthesizes. */
export function requireEnv(prop: string, { account, region }: AwsEnvironment): void {
  const both = 'write both, as in `{ account: \'111122223333\', region: \'eu-central-1\' }`, or leave `env` out';
  for (const [name, value] of Object.entries({ account, region })) {
    if (value === undefined) throw misuse(prop, 'must have both `account` and `region`', { account, region }, both);
    requireKnown(`${prop}.${name}`, value, both);
  }
  requirePattern(`${prop}.account`, account!, /^\d{12}$/, 'must be the 12 digits of an account', 'look it up with `aws sts get-caller-identity`');
  requirePattern(`${prop}.region`, region!, /^[a-z]{2}(-[a-z]+)+-\d+$/, 'must be the code of a region', 'write `eu-central-1`, for example');
}
