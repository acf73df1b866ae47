import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Compute, Environment, InPlace } from '../../../src';
import { environmentStack } from '../../helpers/web-pipeline';

function said(name: string, minCapacity: number, deployment?: InPlace): string {
  const stack = environmentStack(Environment.named(name, { compute: Compute.ec2({ minCapacity, deployment }) }));
  const messages = Annotations.fromStack(stack).findInfo('*', Match.anyValue()).map(({ entry }) => entry.data as string);
  return messages.find((message) => message.startsWith('a deployment')) ?? '';
}

test('synthesis prints how long a deployment takes', () => {
  expect(said('staging', 3)).toBe(
    'a deployment to the 3 hosts of Web-staging takes 3 rounds of at most 40 s (30 s until requests in flight have ended, '
    + '10 s until the load balancer sends new ones) and the time of its hook scripts');
});

test('production waits longer for requests in flight', () => {
  expect(said('production', 3)).toContain('3 rounds of at most 70 s');
});

test.each<[string, number, InPlace, number]>([
  ['half of nine, which keeps five', 9, InPlace.halfAtATime(), 3],
  ['all at once', 9, InPlace.allAtOnce({ allowDowntime: true }), 1],
  ['six of nine healthy', 9, InPlace.minHealthyHosts(6), 3],
  ['40 percent of nine healthy', 9, InPlace.minHealthyPercentage(40), 2],
  ['two hosts more', 3, InPlace.oneAtATime({ extraCapacity: 2 }), 5],
])('%s', (_what, minCapacity, deployment, rounds) => {
  expect(said('staging', minCapacity, deployment)).toContain(`takes ${rounds} ${rounds === 1 ? 'round' : 'rounds'} of`);
});
