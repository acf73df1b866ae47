import { at, entriesOf, listAt, numberAt, stringAt } from '../../assembly/json';
import { onlyResource, Unresolvable, type ResolvedResource, type ResolvedStack } from '../../stack';
import { readAlarms, type AlarmSettings } from '../alarms/alarm-settings';
import { readInlineFunction, type InlineFunction } from '../functions/inline-function';

/** A share of the traffic, and how long to stay there. */
export interface ShiftStep {
  readonly weight: number;
  readonly waitSeconds: number;
}

/** The function, its alias and its traffic shifting, as read from the template. */
export interface FunctionSettings {
  readonly functionName: string;
  /** A different value makes a new version. */
  readonly releaseId: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly variables: Readonly<Record<string, string>>;
  /** Maximum number of concurrent execution environments. */
  readonly reservedConcurrency?: number;
  readonly provisionedConcurrency: number;
  readonly configurationName: string;
  readonly steps: readonly ShiftStep[];
  readonly hooks: { readonly before?: InlineFunction; readonly after?: InlineFunction };
  readonly alarms: readonly AlarmSettings[];
  /** Names of alarms that trigger a rollback. */
  readonly rollbackAlarms: readonly string[];
  /** Settings in the template that have no effect locally. */
  readonly notImitated: readonly string[];
}

/** CodeDeploy's predefined Lambda configurations as steps. */
export function shiftSteps(configurationName: string): readonly ShiftStep[] | undefined {
  const canary = /^CodeDeployDefault\.LambdaCanary10Percent(\d+)Minutes$/.exec(configurationName);
  if (canary) return [{ weight: 0.1, waitSeconds: Number(canary[1]) * 60 }, { weight: 1, waitSeconds: 0 }];
  const linear = /^CodeDeployDefault\.LambdaLinear10PercentEvery(\d+)Minutes?$/.exec(configurationName);
  if (linear) {
    return Array.from({ length: 10 }, (_, step) => ({ weight: (step + 1) / 10, waitSeconds: step < 9 ? Number(linear[1]) * 60 : 0 }));
  }
  return configurationName === 'CodeDeployDefault.LambdaAllAtOnce' ? [{ weight: 1, waitSeconds: 0 }] : undefined;
}

export function readFunction(stack: ResolvedStack, alias: ResolvedResource): FunctionSettings & { readonly logicalIds: readonly string[] } {
  const { properties } = onlyResource(stack, 'AWS::Lambda::Function', (each) => each.physicalId === alias.properties.FunctionName,
    `${alias.logicalId} belongs to no function in the template`);
  const version = onlyResource(stack, 'AWS::Lambda::Version', (each) => each.properties.FunctionName === alias.properties.FunctionName,
    `${alias.logicalId} has no version in the template`);
  const policy = at(alias.updatePolicy, 'CodeDeployLambdaAliasUpdate');
  const group = policy === undefined ? undefined : onlyResource(stack, 'AWS::CodeDeploy::DeploymentGroup',
    (each) => each.physicalId === stringAt(policy, 'DeploymentGroupName'), `${alias.logicalId} names no deployment group`);
  const configurationName = stringAt(group?.properties, 'DeploymentConfigName') ?? 'CodeDeployDefault.LambdaAllAtOnce';
  const steps = shiftSteps(configurationName);
  if (!steps) throw new Unresolvable(`${group?.logicalId}: ${configurationName} is not one of CodeDeploy's configurations for Lambda`);
  const alarms = readAlarms(stack);
  const named = listAt(group?.properties, 'AlarmConfiguration', 'Alarms').map((each) => stringAt(each, 'Name') ?? '');
  const [before, after] = [stringAt(policy, 'BeforeAllowTrafficHook'), stringAt(policy, 'AfterAllowTrafficHook')];
  const hooks = { before: readInlineFunction(stack, before), after: readInlineFunction(stack, after) };
  const functionName = String(alias.properties.FunctionName);
  return {
    functionName,
    releaseId: stringAt(version.properties, 'Description') ?? '',
    handler: stringAt(properties, 'Handler') ?? 'bootstrap',
    timeoutSeconds: numberAt(properties, 'Timeout') ?? 3,
    variables: textsOf(at(properties, 'Environment', 'Variables')),
    reservedConcurrency: numberAt(properties, 'ReservedConcurrentExecutions'),
    provisionedConcurrency: numberAt(alias.properties, 'ProvisionedConcurrencyConfig', 'ProvisionedConcurrentExecutions') ?? 0,
    configurationName,
    steps,
    hooks,
    alarms,
    rollbackAlarms: alarms.map(({ name }) => name).filter((name) => named.includes(name)),
    notImitated: [
      ...[[before, hooks.before], [after, hooks.after]].filter(([arn, hook]) => arn !== undefined && hook === undefined)
        .map(([arn]) => `the hook ${String(arn)} has no inline code in the template and is skipped`),
      'Lambda metrics are not available locally; failed invocations count as 502s of the load balancer',
    ],
    logicalIds: [...Object.values(stack.resources).filter((each) => each.physicalId === functionName).map(({ logicalId }) => logicalId),
      version.logicalId, alias.logicalId, ...group ? [group.logicalId] : [], ...alarms.map(({ logicalId }) => logicalId)],
  };
}

function textsOf(value: Parameters<typeof entriesOf>[0]): Record<string, string> {
  return Object.fromEntries(entriesOf(value).map(([name, each]) => [name, String(each)]));
}
