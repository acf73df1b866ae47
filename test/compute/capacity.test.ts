import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Compute, Environment, type ICompute } from '../../src';
import { fargate } from '../helpers/fargate';
import { environmentStack } from '../helpers/web-pipeline';

const warnings = (compute: ICompute): string[] => Annotations.fromStack(environmentStack(Environment.named('staging', { compute })))
  .findWarning('*', Match.stringLikeRegexp('has no effect')).map(({ entry }) => String(entry.data));

test.each<[what: string, make: (options: object) => ICompute]>([
  ['tasks', fargate], ['instances', Compute.ec2],
])('options of %s that have no effect cause a warning', (_what, make) => {
  const fixed = { minCapacity: 2, maxCapacity: 2, targetCpuPercent: 50, targetRequestsPerMinute: 600, onDemandBaseCapacity: 1 };
  expect(warnings(make(fixed))).toEqual([
    expect.stringContaining('`compute.targetCpuPercent` has no effect, because `compute.minCapacity` equals `compute.maxCapacity`; raise'),
    expect.stringContaining('`compute.targetRequestsPerMinute` has no effect'),
    expect.stringContaining('`compute.onDemandBaseCapacity` has no effect, because nothing is on Spot; set `compute.spotPercentage`, or'),
  ]);
  expect(warnings(make({ minCapacity: 2, targetCpuPercent: 50, spotPercentage: 50, onDemandBaseCapacity: 1 }))).toEqual([]);
});
