import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { DatabaseCluster, DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import type { IEnvironmentAlarms } from '../../observability/alarms-config';

const GIB = 1024 ** 3;

/** Resources that a database runs out of. None of these alarms rolls a revision back: the previous one would use the same database. */
export function watchDatabase(alarms: IEnvironmentAlarms, instance: DatabaseInstance, { id, storageGiB, connections }: WatchedDatabase): void {
  const metric = (metricName: string, statistic: string) => new Metric({
    namespace: 'AWS/RDS', metricName, statistic, period: Duration.minutes(1), dimensionsMap: { DBInstanceIdentifier: instance.instanceIdentifier },
  });
  // Storage grows automatically when a tenth is left; only its initial size is known here.
  alarms.watch(`${id}Storage`, {
    metric: new MathExpression({
      expression: `${storageGiB} - free / ${GIB}`,
      usingMetrics: { free: metric('FreeStorageSpace', Stats.MINIMUM) },
      period: Duration.minutes(1),
      label: 'GiB in use',
    }),
    threshold: Math.floor(storageGiB * 0.85),
    evaluationPeriods: 5,
    reason: 'the storage of the database is nearly full; it grows automatically up to five times its size, so find out what fills it',
  });
  const [used, cpu] = [metric('DatabaseConnections', Stats.MAXIMUM), metric('CPUUtilization', Stats.AVERAGE)];
  watchLoad(alarms, id, { connections: used, cpu, most: connections });
}

/** The same for Aurora, whose storage has no fixed size. */
export function watchCluster(alarms: IEnvironmentAlarms, cluster: DatabaseCluster, { id, connections }: Omit<WatchedDatabase, 'storageGiB'>): void {
  const metric = (metricName: string, statistic: string) => new Metric({
    namespace: 'AWS/RDS', metricName, statistic, period: Duration.minutes(1), dimensionsMap: { DBClusterIdentifier: cluster.clusterIdentifier },
  });
  const [used, cpu] = [metric('DatabaseConnections', Stats.MAXIMUM), metric('CPUUtilization', Stats.AVERAGE)];
  watchLoad(alarms, id, { connections: used, cpu, most: connections });
  alarms.watch(`${id}Capacity`, {
    metric: metric('ACUUtilization', Stats.AVERAGE),
    threshold: 90,
    evaluationPeriods: 10,
    reason: 'the database has nearly reached its `maxCapacity`, in percent; look at its slowest queries in CloudWatch Database Insights, or raise it',
  });
}

function watchLoad(alarms: IEnvironmentAlarms, id: string, { connections, cpu, most }: Load): void {
  alarms.watch(`${id}Connections`, {
    metric: connections,
    threshold: most,
    evaluationPeriods: 5,
    reason: 'the database has nearly as many connections as it accepts; look at the connection pools of the application',
  });
  alarms.watch(`${id}Cpu`, {
    metric: cpu,
    threshold: 90,
    evaluationPeriods: 10,
    reason: 'the database is busy; look at its slowest queries in CloudWatch Database Insights',
  });
}

interface Load {
  readonly connections: Metric;
  readonly cpu: Metric;
  readonly most: number;
}

interface WatchedDatabase {
  /** Prefix of the alarms' ids. */
  readonly id: string;
  readonly storageGiB: number;
  readonly connections: number;
}
