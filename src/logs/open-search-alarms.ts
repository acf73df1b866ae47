import { Aws, Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEnvironmentAlarms } from '../observability/alarms-config';

/** MiB, in which OpenSearch counts what is free. */
const GIB = 1024;
/** Share of the storage above which OpenSearch will soon block writes. */
const FULL = 0.75;

/** Alarms for the domain's health and resources. None of them rolls back a revision. */
export function watchDomain(alarms: IEnvironmentAlarms, domainName: string, volumeSizeGiB: number): void {
  const metric = (metricName: string, statistic: string) => new Metric({
    namespace: 'AWS/ES', metricName, statistic, period: Duration.minutes(1), dimensionsMap: { DomainName: domainName, ClientId: Aws.ACCOUNT_ID },
  });
  alarms.watch('SearchRed', {
    metric: metric('ClusterStatus.red', Stats.MAXIMUM),
    threshold: 1,
    evaluationPeriods: 3,
    reason: 'OpenSearch has lost an index (status red); look at the health of the domain, and restore the index or delete it',
  });
  alarms.watch('SearchStorage', {
    metric: new MathExpression({
      expression: `${volumeSizeGiB} - free / ${GIB}`,
      usingMetrics: { free: metric('FreeStorageSpace', Stats.MINIMUM) },
      period: Duration.minutes(1),
      label: 'GiB in use',
    }),
    threshold: Math.floor(volumeSizeGiB * FULL),
    evaluationPeriods: 5,
    reason: 'the storage of a node of OpenSearch is nearly full; increase `volumeSizeGiB`, or shorten `searchableFor`',
  });
  alarms.watch('SearchBlocked', {
    metric: metric('ClusterIndexWritesBlocked', Stats.MAXIMUM),
    threshold: 1,
    reason: 'OpenSearch accepts no more logs because its storage or memory is full; Firehose buffers them for two hours',
  });
  alarms.watch('SearchMemory', {
    metric: metric('JVMMemoryPressure', Stats.MAXIMUM),
    threshold: 95,
    evaluationPeriods: 3,
    reason: 'the memory of OpenSearch is nearly full, in percent; choose a larger `instanceType`',
  });
}
