import { at } from '../assembly/json';
import type { ResolvedStack } from '../stack';

const DELIVERY_STREAM = 'AWS::KinesisFirehose::DeliveryStream';

/** What people look for in a run and do not find, and what there is instead. */
export function notImitated({ resources }: ResolvedStack): string[] {
  const delivers = Object.values(resources)
    .some(({ type, properties }) => type === DELIVERY_STREAM && at(properties, 'AmazonopensearchserviceDestinationConfiguration') !== undefined);
  return delivers ? ['OpenSearch is not imitated; the console page and `gostyle logs --search` search the same logs'] : [];
}
