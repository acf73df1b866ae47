import { at } from '../assembly/json';
import { ownCommand } from '../messages/own-command';
import type { ResolvedStack } from '../stack';

const DELIVERY_STREAM = 'AWS::KinesisFirehose::DeliveryStream';

/** Sentences to display: resources that people would miss in a run, and what to use instead. */
export function notImitated({ resources }: ResolvedStack): string[] {
  const delivers = Object.values(resources)
    .some(({ type, properties }) => type === DELIVERY_STREAM && at(properties, 'AmazonopensearchserviceDestinationConfiguration') !== undefined);
  return delivers ? [`OpenSearch is not imitated; the console page and \`${ownCommand('logs --search')}\` search the same logs`] : [];
}
