import type { NeededSecret } from './fleet-settings';
import { ActionFailure } from '../../model/action-failure';
import type { ResourceContext } from '../shape/resource';

const STORES = { 'secrets-manager': 'Secrets Manager', 'parameter-store': 'Parameter Store' } as const;

/** Fails before anything changes. Otherwise the application would fail to start, on one host after another. */
export async function requireSecrets(needed: readonly NeededSecret[], { environment, secrets }: ResourceContext): Promise<void> {
  const missing: string[] = [];
  for (const { name, store, id } of needed) {
    if (await secrets.find(store, id) === undefined) missing.push(`${name} (${STORES[store]}: ${id})`);
  }
  if (missing.length === 0) return;
  throw new ActionFailure(`${environment} needs ${missing.join(', ')}, which has no value in this run: add it to the JSON file that `
    + '`--stores` names, {"secrets-manager":{"name":"value"},"parameter-store":{"/name":"value"}}', { environment });
}
