import { settingsOfEnvironment } from './read-environment';
import { changedEnvironment } from '../stack/environment';

const withStream = (destination: object) => settingsOfEnvironment(changedEnvironment((resources) => {
  Object.assign(resources, { Stream: { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: destination } });
})).imitatedOtherwise;

test('for logs that go to OpenSearch on AWS, a message explains where to search them', () => {
  expect(withStream({ AmazonopensearchserviceDestinationConfiguration: { IndexName: 'logs' } }))
    .toContain('OpenSearch is not imitated; the console page and `gostyle logs --search` search the same logs');
});

test('other destinations cause no message', () => {
  expect(withStream({ ExtendedS3DestinationConfiguration: {} }).join()).not.toContain('OpenSearch');
});
