import { parseImage } from './image-store';
import { at, booleanAt, listAt, numberAt, objectAt, stringAt, type Json } from '../../assembly/json';
import { availabilityZones, onlyResource, Unresolvable, type ResolvedResource, type ResolvedStack } from '../../stack';
import { readInlineFunction, type InlineFunction } from '../functions/inline-function';
import type { SecretVariable } from '../shape/secret-value';

export const SERVICE = 'AWS::ECS::Service';
export const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';
const COMMAND = 'Custom::BeforeDeployment';
const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const SCALABLE_TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';

type Strategy = 'ROLLING' | 'BLUE_GREEN' | 'LINEAR' | 'CANARY';

/** What all tasks are started from: `AWS::ECS::TaskDefinition`, with the container that receives traffic. */
export interface TaskSettings {
  /** Digest. */
  readonly image: string;
  readonly containerName: string;
  /** Empty if the image provides it. */
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
  /** Defaults to the image's. */
  readonly workingDirectory?: string;
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly SecretVariable[];
  readonly readOnlyRoot: boolean;
  readonly memoryMiB: number;
  readonly port: number;
  readonly stopTimeoutSeconds: number;
  /** The buffer of its log driver, if that does not block. */
  readonly logBufferBytes?: number;
}

/** The command of `beforeDeployment`: its task definition, and CloudFormation's timeout for it. */
export interface CommandSettings {
  readonly task: TaskSettings;
  readonly timeoutSeconds: number;
}

/** A lifecycle hook: a Lambda function, whose code may be in the template, or a pause. */
export type HookSettings =
  | { readonly kind: 'lambda'; readonly stages: readonly string[]; readonly functionArn: string; readonly code?: InlineFunction }
  | { readonly kind: 'pause'; readonly stages: readonly string[]; readonly timeoutMinutes: number; readonly timeoutAction: 'CONTINUE' | 'ROLLBACK' };

export interface DeploymentSettings {
  readonly strategy: Strategy;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly bakeMinutes: number;
  /** The percentage of traffic to shift at each step, and how long to bake each. */
  readonly shift?: { readonly percent: number; readonly bakeMinutes: number };
  readonly circuitBreaker: boolean;
  /** Names of alarms that trigger a rollback. */
  readonly alarms: readonly string[];
  readonly hooks: readonly HookSettings[];
  readonly test?: { readonly header: string; readonly value: string };
}

/** `AWS::ECS::Service`, with its task definition and its scaling. */
export interface EcsServiceSettings {
  readonly logicalId: string;
  readonly task: TaskSettings;
  /** A command that has to succeed before new tasks start. */
  readonly before?: CommandSettings;
  readonly deployment: DeploymentSettings;
  readonly desiredCount: number;
  readonly graceSeconds: number;
  readonly availabilityZones: readonly string[];
  /** Names of alarms that count failed tasks. */
  readonly failedTaskAlarms: readonly string[];
}

export interface ReadService {
  readonly settings: EcsServiceSettings;
  readonly logicalIds: readonly string[];
}

export function readService(stack: ResolvedStack): ReadService {
  const service = onlyResource(stack, SERVICE, () => true, 'the template has no ECS service');
  const definition = onlyResource(stack, TASK_DEFINITION, (each) => service.references.includes(each.logicalId),
    `${service.logicalId} has no task definition`);
  const balancers = listAt(service.properties, 'LoadBalancers');
  if (balancers.length !== 1) {
    throw new Unresolvable(
      `${service.logicalId} must have exactly one entry in LoadBalancers to run locally, and has ${balancers.length}`);
  }
  const rules = [at(balancers[0], 'AdvancedConfiguration', 'ProductionListenerRule'), at(balancers[0], 'AdvancedConfiguration', 'TestListenerRule')]
    .map((reference) => resourceOf(stack, RULE, reference));
  const target = Object.values(stack.resources).find(({ type, references }) => type === SCALABLE_TARGET && references.includes(service.logicalId));
  const alternate = resourceOf(stack, 'AWS::ElasticLoadBalancingV2::TargetGroup',
    at(balancers[0], 'AdvancedConfiguration', 'AlternateTargetGroupArn'));
  const cluster = Object.values(stack.resources).filter(({ type }) => /^AWS::ECS::Cluster/.test(type));
  const command = readCommand(stack, service);
  return {
    settings: {
      logicalId: service.logicalId,
      ...command && { before: command.settings },
      task: readTask(definition, stringAt(balancers[0], 'ContainerName'), numberAt(balancers[0], 'ContainerPort')),
      deployment: readDeployment(service, rules[1], stack),
      desiredCount: numberAt(service.properties, 'DesiredCount') ?? numberAt(target?.properties, 'MinCapacity') ?? 1,
      graceSeconds: numberAt(service.properties, 'HealthCheckGracePeriodSeconds') ?? 0,
      availabilityZones: zonesOf(stack, service),
      failedTaskAlarms: failedTaskAlarms(stack),
    },
    logicalIds: [
      ...[service, definition, target, alternate, ...rules, ...cluster].flatMap((each) => each?.logicalId ?? []), ...command?.logicalIds ?? [],
    ],
  };
}

function readCommand(stack: ResolvedStack, { references }: ResolvedResource): { settings: CommandSettings; logicalIds: string[] } | undefined {
  const command = Object.values(stack.resources).find(({ type, logicalId }) => type === COMMAND && references.includes(logicalId));
  if (!command) return undefined;
  const definition = onlyResource(stack, TASK_DEFINITION, (each) => command.references.includes(each.logicalId),
    `${command.logicalId} needs one to run its command`);
  const name = stringAt(listAt(definition.properties, 'ContainerDefinitions')[0], 'Name');
  return {
    // It receives no traffic.
    settings: { task: readTask(definition, name, 0), timeoutSeconds: numberAt(command.properties, 'ServiceTimeout') ?? 3600 },
    logicalIds: [command.logicalId, definition.logicalId],
  };
}

function readTask({ logicalId, properties }: ResolvedResource, name: string | undefined, port: number | undefined): TaskSettings {
  const containers = listAt(properties, 'ContainerDefinitions');
  const container = containers.find((each) => stringAt(each, 'Name') === name);
  if (!container || port === undefined) throw new Unresolvable(`${logicalId} has no container ${name} with a port for the load balancer`);
  if (containers.length > 1) throw new Unresolvable(`${logicalId} has more than one container; only one can run locally`);
  const workingDirectory = stringAt(container, 'WorkingDirectory');
  return {
    image: parseImage(stringAt(container, 'Image') ?? ''),
    containerName: name ?? '',
    command: listAt(container, 'Command').map(String),
    entrypoint: listAt(container, 'EntryPoint').map(String),
    ...workingDirectory !== undefined && { workingDirectory },
    user: stringAt(container, 'User') ?? '0',
    environment: Object.fromEntries(listAt(container, 'Environment').map((each) => [stringAt(each, 'Name') ?? '', String(at(each, 'Value') ?? '')])),
    secrets: listAt(container, 'Secrets').map((each) => secretOf(stringAt(each, 'Name') ?? '', stringAt(each, 'ValueFrom') ?? '')),
    readOnlyRoot: booleanAt(container, 'ReadonlyRootFilesystem') ?? false,
    memoryMiB: Number(properties.Memory ?? 512),
    port,
    stopTimeoutSeconds: numberAt(container, 'StopTimeout') ?? 30,
    ...readLogBuffer(container),
  };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, 'b': 1, 'k': 2 ** 10, 'm': 2 ** 20, 'g': 2 ** 30 };

/** Since June 2025 a log driver does not block unless that is asked for; its buffer has 10 MiB by default. */
function readLogBuffer(container: Json): Pick<TaskSettings, 'logBufferBytes'> {
  const options = objectAt(container, 'LogConfiguration', 'Options');
  if (!options || stringAt(options, 'mode') === 'blocking') return {};
  const [, count = '10', unit = 'm'] = /^(\d+)([bkmg]?)b?$/i.exec(stringAt(options, 'max-buffer-size') ?? '') ?? [];
  return { logBufferBytes: Number(count) * UNITS[unit.toLowerCase()]! };
}

/** `arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME:FIELD::`, or the ARN of a parameter. */
function secretOf(name: string, from: string): SecretVariable {
  if (!from.includes(':secretsmanager:')) return { name, store: 'parameter-store', id: from };
  const parts = from.split(':');
  return { name, store: 'secrets-manager', id: parts.slice(0, 7).join(':'), ...parts[7] && { field: parts[7] } };
}

function readDeployment({ properties }: ResolvedResource, testRule: ResolvedResource | undefined, stack: ResolvedStack): DeploymentSettings {
  const configuration = properties.DeploymentConfiguration;
  const strategy = (stringAt(configuration, 'Strategy') ?? 'ROLLING') as Strategy;
  return {
    strategy,
    minimumHealthyPercent: numberAt(configuration, 'MinimumHealthyPercent') ?? 100,
    maximumPercent: numberAt(configuration, 'MaximumPercent') ?? 200,
    bakeMinutes: numberAt(configuration, 'BakeTimeInMinutes') ?? 0,
    ...shiftOf(strategy, configuration),
    circuitBreaker: booleanAt(configuration, 'DeploymentCircuitBreaker', 'Enable') ?? false,
    alarms: booleanAt(configuration, 'Alarms', 'Enable') ? listAt(configuration, 'Alarms', 'AlarmNames').map(String) : [],
    hooks: listAt(configuration, 'LifecycleHooks').map((hook) => readHook(hook, stack)),
    ...testOf(testRule),
  };
}

/** A pause without settings of its own times out after a day and rolls back. */
function readHook(hook: Json, stack: ResolvedStack): HookSettings {
  const stages = listAt(hook, 'LifecycleStages').map(String);
  const functionArn = stringAt(hook, 'HookTargetArn') ?? '';
  if (stringAt(hook, 'TargetType') !== 'PAUSE') return { kind: 'lambda', stages, functionArn, code: readInlineFunction(stack, functionArn) };
  return {
    kind: 'pause',
    stages,
    timeoutMinutes: numberAt(hook, 'TimeoutConfiguration', 'TimeoutInMinutes') ?? 1440,
    timeoutAction: stringAt(hook, 'TimeoutConfiguration', 'Action') === 'CONTINUE' ? 'CONTINUE' : 'ROLLBACK',
  };
}

/** Applies the defaults of the Amazon ECS API. */
function shiftOf(strategy: Strategy, configuration: Json | undefined): Pick<DeploymentSettings, 'shift'> {
  if (strategy === 'CANARY') {
    return {
      shift: {
        percent: numberAt(configuration, 'CanaryConfiguration', 'CanaryPercent') ?? 5,
        bakeMinutes: numberAt(configuration, 'CanaryConfiguration', 'CanaryBakeTimeInMinutes') ?? 10,
      },
    };
  }
  if (strategy !== 'LINEAR') return {};
  return {
    shift: {
      percent: numberAt(configuration, 'LinearConfiguration', 'StepPercent') ?? 10,
      bakeMinutes: numberAt(configuration, 'LinearConfiguration', 'StepBakeTimeInMinutes') ?? 6,
    },
  };
}

function testOf(rule: ResolvedResource | undefined): Pick<DeploymentSettings, 'test'> {
  const condition = listAt(rule?.properties, 'Conditions').find((each) => stringAt(each, 'Field') === 'http-header');
  const header = stringAt(condition, 'HttpHeaderConfig', 'HttpHeaderName');
  const [value] = listAt(condition, 'HttpHeaderConfig', 'Values').map(String);
  return header === undefined || value === undefined ? {} : { test: { header, value } };
}

/** Alarms on the number of events that a rule about task state changes matched. */
function failedTaskAlarms(stack: ResolvedStack): string[] {
  const rules = Object.values(stack.resources).filter(({ type, properties }) => type === 'AWS::Events::Rule'
    && listAt(properties, 'EventPattern', 'detail-type').includes('ECS Task State Change'));
  return Object.values(stack.resources).filter(({ type, properties, references }) => type === 'AWS::CloudWatch::Alarm'
    && properties.Namespace === 'AWS/Events' && rules.some(({ logicalId }) => references.includes(logicalId))).map(({ physicalId }) => physicalId);
}

function resourceOf(stack: ResolvedStack, type: string, reference: Json | undefined): ResolvedResource | undefined {
  return Object.values(stack.resources).find((each) => each.type === type && each.physicalId === reference);
}

function zonesOf(stack: ResolvedStack, { properties }: ResolvedResource): string[] {
  const subnets = listAt(properties, 'NetworkConfiguration', 'AwsvpcConfiguration', 'Subnets').map(String);
  const fallback = availabilityZones('us-east-1');
  const zones = subnets.map((subnet, index) => {
    const known = Object.values(stack.resources).find(({ physicalId }) => physicalId === subnet);
    return stringAt(known?.properties, 'AvailabilityZone') ?? fallback[index % fallback.length];
  });
  return zones.length > 0 ? [...new Set(zones)] : fallback.slice(0, 2);
}
