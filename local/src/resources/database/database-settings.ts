import { numberAt, stringAt } from '../../assembly/json';
import type { ResolvedResource } from '../../stack';

export const INSTANCE = 'AWS::RDS::DBInstance';
export const CLUSTER = 'AWS::RDS::DBCluster';

/** The parts of an `AWS::RDS::DBInstance` or `AWS::RDS::DBCluster` that apply locally. */
export interface DatabaseSettings {
  readonly engine: string;
  readonly version: string;
  readonly databaseName: string;
  readonly user: string;
  readonly storageGiB: number;
}

export function databaseSettings({ properties }: ResolvedResource): DatabaseSettings {
  return {
    // Aurora's engines are called `aurora-postgresql` and `aurora-mysql`.
    engine: (stringAt(properties, 'Engine') ?? '').replace('aurora-postgresql', 'postgres').replace('aurora-mysql', 'mysql'),
    version: stringAt(properties, 'EngineVersion') ?? '',
    databaseName: stringAt(properties, 'DBName') ?? stringAt(properties, 'DatabaseName') ?? 'postgres',
    user: stringAt(properties, 'MasterUsername') ?? 'postgres',
    storageGiB: numberAt(properties, 'AllocatedStorage') ?? Number(stringAt(properties, 'AllocatedStorage') ?? 20),
  };
}

/** The ARN of the secret that RDS creates for the master user. */
export function masterSecretArn(logicalId: string): string {
  return `arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-${logicalId}-AbCdEf`;
}
