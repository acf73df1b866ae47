import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import type { IEnvironmentAlarms } from '../../observability/alarms-config';

const GIB = 1024 ** 3;

/** What a database runs out of. None of them is a reason to take a revision back: the next one would find the same database. */
export function watchDatabase(alarms: IEnvironmentAlarms, instance: DatabaseInstance, { id, storageGiB, connections }: WatchedDatabase): void {
  const metric = (metricName: string, statistic: string) => new Metric({
    namespace: 'AWS/RDS', metricName, statistic, period: Duration.minutes(1), dimensionsMap: { DBInstanceIdentifier: instance.instanceIdentifier },
  });
  // Storage grows by itself when a tenth of it is left; as large as it was made it is known here.
  alarms.watch(`${id}Storage`, {
    metric: new MathExpression({
      expression: `${storageGiB} - free / ${GIB}`,
      usingMetrics: { free: metric('FreeStorageSpace', Stats.MINIMUM) },
      period: Duration.minutes(1),
      label: 'GiB in use',
    }),
    threshold: Math.floor(storageGiB * 0.85),
    evaluationPeriods: 5,
    reason: 'the storage of the database is nearly full; it grows by itself up to five times its size, look at what fills it',
  });
  alarms.watch(`${id}Connections`, {
    metric: metric('DatabaseConnections', Stats.MAXIMUM),
    threshold: connections,
    evaluationPeriods: 5,
    reason: 'the database has nearly as many connections as it takes; look at the pools of the application',
  });
  alarms.watch(`${id}Cpu`, {
    metric: metric('CPUUtilization', Stats.AVERAGE),
    threshold: 90,
    evaluationPeriods: 10,
    reason: 'the database is busy; look at its slowest queries in Performance Insights',
  });
}

interface WatchedDatabase {
  /** Start of the alarms' ids. */
  readonly id: string;
  readonly storageGiB: number;
  readonly connections: number;
}
