import { listAt, stringAt } from '../../assembly/json';
import type { ResolvedResource } from '../../stack/resolved-stack';

/** Attributes that an application could notice but that have no effect locally, with the values that match the local behaviour anyway. */
const WITHOUT_EFFECT: readonly (readonly [pattern: RegExp, ...values: readonly string[]])[] = [
  [/^routing\.http\.desync_mitigation_mode$/, 'defensive'],
  [/^routing\.http\.x_amzn_tls_version_and_cipher_suite\.enabled$/, 'false'],
  [/^load_balancing\.algorithm\.anomaly_mitigation$/, 'off'],
  [/^target_group_health\.dns_failover\./, 'off', '1'],
  [/^routing\.http\.request\./],
  [/^routing\.http\.response\.server\.enabled$/, 'true'],
];
const LISTS = ['LoadBalancerAttributes', 'TargetGroupAttributes', 'ListenerAttributes'];

/** Sentences to display. */
export function attributesWithoutEffect(resources: readonly ResolvedResource[]): string[] {
  return resources.flatMap(({ logicalId, properties }) => LISTS.flatMap((list) => listAt(properties, list)).flatMap((each) => {
    const [key = '', value = ''] = [stringAt(each, 'Key'), stringAt(each, 'Value')];
    const rule = WITHOUT_EFFECT.find(([pattern]) => pattern.test(key));
    return rule && !rule.slice(1).includes(value) ? [`${key} = ${value} of ${logicalId} has no effect on this machine`] : [];
  }));
}
