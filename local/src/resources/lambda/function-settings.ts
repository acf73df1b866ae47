import { at, entriesOf, listAt, numberAt, stringAt } from '../../assembly/json';
import { onlyResource, Unresolvable, type ResolvedResource, type ResolvedStack } from '../../stack';
import { readAlarms, type AlarmSettings } from '../alarms/alarm-settings';
import { readInlineFunction, type InlineFunction } from '../functions/inline-function';

/** A share of the traffic, and how long it is left so. */
export interface ShiftStep {
  readonly weight: number;
  readonly waitSeconds: number;
}

/** What the template says of the function, its alias and how traffic moves. */
export interface FunctionSettings {
  readonly functionName: string;
  /** Another one is another version. */
  readonly releaseId: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly variables: Readonly<Record<string, string>>;
  /** Most execution environments at the same time. */
  readonly reservedConcurrency?: number;
  readonly provisionedConcurrency: number;
  readonly configurationName: string;
  readonly steps: readonly ShiftStep[];
  readonly hooks: { readonly before?: InlineFunction; readonly after?: InlineFunction };
  readonly alarms: readonly AlarmSettings[];
  /** Names of alarms that move the traffic back. */
  readonly heeded: readonly string[];
  /** What of the template is not imitated. */
  readonly notImitated: readonly string[];
}

/** Configurations of CodeDeploy for functions, as it describes them. */
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
    `${alias.logicalId} is of no function of the template`);
  const version = onlyResource(stack, 'AWS::Lambda::Version', (each) => each.properties.FunctionName === alias.properties.FunctionName,
    `${alias.logicalId} has no version in the template`);
  const policy = at(alias.updatePolicy, 'CodeDeployLambdaAliasUpdate');
  const group = policy === undefined ? undefined : onlyResource(stack, 'AWS::CodeDeploy::DeploymentGroup',
    (each) => each.physicalId === stringAt(policy, 'DeploymentGroupName'), `${alias.logicalId} names none`);
  const configurationName = stringAt(group?.properties, 'DeploymentConfigName') ?? 'CodeDeployDefault.LambdaAllAtOnce';
  const steps = shiftSteps(configurationName);
  if (!steps) throw new Unresolvable(`${group?.logicalId}: ${configurationName} is none of CodeDeploy's configurations for functions`);
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
    heeded: alarms.map(({ name }) => name).filter((name) => named.includes(name)),
    notImitated: [
      ...[[before, hooks.before], [after, hooks.after]].filter(([arn, hook]) => arn !== undefined && hook === undefined)
        .map(([arn]) => `the hook ${String(arn)} has no code in the template and is not called`),
      'metrics of Lambda are not measured here: what fails is counted by the load balancer (502)',
    ],
    logicalIds: [...Object.values(stack.resources).filter((each) => each.physicalId === functionName).map(({ logicalId }) => logicalId),
      version.logicalId, alias.logicalId, ...group ? [group.logicalId] : [], ...alarms.map(({ logicalId }) => logicalId)],
  };
}

function textsOf(value: Parameters<typeof entriesOf>[0]): Record<string, string> {
  return Object.fromEntries(entriesOf(value).map(([name, each]) => [name, String(each)]));
}
