import { RemovalPolicy } from 'aws-cdk-lib';
import { PriceClass, SecurityPolicyProtocol } from 'aws-cdk-lib/aws-cloudfront';
import { ComputeType } from 'aws-cdk-lib/aws-codebuild';
import { ExecutionMode } from 'aws-cdk-lib/aws-codepipeline';
import { DeploymentLifecycleStage } from 'aws-cdk-lib/aws-ecs';
import { SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

type Members = Readonly<Record<string, string | number>>;

/** Enumerations that options take, of the aws-cdk-lib that the application has. */
const ENUMS: Readonly<Record<string, (() => Members) | undefined>> = {
  ComputeType: () => ComputeType,
  DeploymentLifecycleStage: () => DeploymentLifecycleStage,
  ExecutionMode: () => ExecutionMode,
  PriceClass: () => PriceClass,
  RemovalPolicy: () => RemovalPolicy,
  RetentionDays: () => RetentionDays as unknown as Members,
  SecurityPolicyProtocol: () => SecurityPolicyProtocol,
  SslPolicy: () => SslPolicy,
};

export function isEnum(type: string): boolean {
  return ENUMS[type] !== undefined;
}

/** A number must be one of the values. Text may be newer than aws-cdk-lib, unless it is the name of a member, or a value in another case. */
export function isEnumValue(type: string, value: unknown): boolean {
  const members = membersOf(type);
  if (members.some(([, each]) => each === value)) return true;
  return typeof value === 'string' && members.every(([, each]) => typeof each === 'string') && meant(type, value) === undefined;
}

/** How the member that was meant is written, or the first one, as an example. */
export function enumExample(type: string, value: unknown): string {
  const name = typeof value === 'string' ? meant(type, value) : undefined;
  return name === undefined ? `write \`${type}.${membersOf(type)[0]?.[0]}\`, for example` : `write \`${type}.${name}\``;
}

function meant(type: string, text: string): string | undefined {
  const isAlike = (other: string | number): boolean => String(other).toLowerCase() === text.toLowerCase();
  return membersOf(type).find(([name, value]) => isAlike(name) || isAlike(value))?.[0];
}

/** Without what TypeScript adds to enumerations of numbers: names by value. */
function membersOf(type: string): [name: string, value: string | number][] {
  return Object.entries(ENUMS[type]?.() ?? {}).filter(([name]) => !/^\d+$/.test(name));
}
