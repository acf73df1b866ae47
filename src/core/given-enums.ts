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

/** How values look that AWS adds from time to time, so that one may be newer than aws-cdk-lib. All other enumerations are complete. */
const NEWER: Readonly<Record<string, RegExp | undefined>> = {
  ComputeType: /^(BUILD_[A-Z0-9_]+|[A-Z0-9]+_COMPUTE)$/,
  // Amazon ECS has stages that older releases do not name; `EcsHook` checks them.
  DeploymentLifecycleStage: /./,
  SecurityPolicyProtocol: /^TLSv1\.\d_20\d\d$/,
  SslPolicy: /^ELBSecurityPolicy-([A-Za-z0-9]+-)*20\d\d-\d\d$/,
};

/** Whether it is one of the values, or one that is newer than aws-cdk-lib. */
export function isEnumValue(type: string, value: unknown): boolean {
  const values = membersOf(type).map(([, each]) => each);
  return values.some((each) => each === value) || typeof value === 'string' && isNewer(type, value, values.map(String));
}

/** Not the name of a member, or a value in another case. Values with a date must not be older than those that are known. */
function isNewer(type: string, value: string, known: readonly string[]): boolean {
  if (NEWER[type]?.test(value) !== true || meant(type, value) !== undefined) return false;
  const dateOf = (text: string): string => /20\d\d(-\d\d)?$/.exec(text)?.[0] ?? '';
  return known.every((each) => dateOf(each) <= dateOf(value));
}

/** How the member that was meant is written: by its name or value, or the one with the nearest number; otherwise the first one, as an example. */
export function enumExample(type: string, value: unknown): string {
  const name = typeof value === 'number' ? nearest(type, value) : meant(type, value);
  return name === undefined ? `write \`${type}.${membersOf(type)[0]?.[0]}\`, for example` : `write \`${type}.${name}\``;
}

/** Of two that are equally near, the higher one: a retention that is too long loses nothing. */
function nearest(type: string, value: number): string | undefined {
  const distances = membersOf(type).filter(([, each]) => typeof each === 'number')
    .map(([name, each]) => ({ name, each: Number(each), distance: Math.abs(Number(each) - value) }))
    .filter(({ distance }) => Number.isFinite(distance));
  return distances.sort((one, other) => one.distance - other.distance || other.each - one.each)[0]?.name;
}

function meant(type: string, text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const isAlike = (other: string | number): boolean => String(other).toLowerCase() === text.toLowerCase();
  return membersOf(type).find(([name, value]) => isAlike(name) || isAlike(value))?.[0];
}

/** Without what TypeScript adds to enumerations of numbers: names by value. */
function membersOf(type: string): [name: string, value: string | number][] {
  return Object.entries(ENUMS[type]?.() ?? {}).filter(([name]) => !/^\d+$/.test(name));
}
