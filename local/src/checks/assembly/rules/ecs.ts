import { at, booleanAt, listAt, numberAt, objectAt, stringAt, type Json } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { resourceRule, type Rule, type ResourceProblem, type Subject } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const SERVICE = 'AWS::ECS::Service';
const TASK = 'AWS::ECS::TaskDefinition';
const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';

/** Memory sizes in MiB (minimum, maximum, step) by CPU units. */
const SIZES: Readonly<Record<string, readonly [number, number, number]>> = {
  256: [512, 2048, 512],
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16_384, 1024],
  4096: [8192, 30_720, 1024],
  8192: [16_384, 61_440, 4096],
  16384: [32_768, 122_880, 8192],
};

/** Task definitions and their containers. */
const TASK_RULES: readonly Rule[] = [
  resourceRule('ecs.container', TASK, ecsContainer),
  resourceRule('ecs.task-size', TASK, taskSize),
  resourceRule('ecs.network-mode', TASK, networkMode),
  resourceRule('ecs.execution-role', TASK, executionRole),
  resourceRule('ecs.architecture', TASK, ecsArchitecture),
];

function* ecsContainer({ properties }: Node): Iterable<ResourceProblem> {
  const containers = listAt(properties, 'ContainerDefinitions');
  if (containers.length === 0) {
    yield { path: 'Properties.ContainerDefinitions', message: 'a task must have a container', fix: 'add one' };
  }
  for (const [index, container] of containers.entries()) {
    const path = `Properties.ContainerDefinitions[${index}]`;
    for (const key of ['Image', 'Name']) {
      if (textOf(at(container, key)) === '') {
        yield {
          path: `${path}.${key}`,
          message: `a container must have ${key === 'Image' ? 'an image' : 'a name'}`,
          fix: 'set it',
        };
      }
    }
    if (isFargate(properties) && booleanAt(container, 'Privileged')) {
      yield { path: `${path}.Privileged`, message: 'Fargate has no privileged containers', value: true, fix: 'remove it' };
    }
  }
}

function* taskSize({ properties }: Node): Iterable<ResourceProblem> {
  if (!isFargate(properties)) return;
  const [cpu, memory] = [properties.Cpu, properties.Memory];
  for (const [key, value] of [['Cpu', cpu], ['Memory', memory]] as const) {
    if (value === undefined) {
      yield {
        path: `Properties.${key}`,
        message: 'a task on Fargate must set this',
        fix: key === 'Cpu' ? 'write 512' : 'write 1024',
      };
    }
  }
  if (typeof cpu === 'object' || typeof memory === 'object' || cpu === undefined || memory === undefined) return;
  const range = SIZES[String(cpu)];
  const size = Number(memory);
  if (!range) {
    yield { path: 'Properties.Cpu', message: `must be one of ${Object.keys(SIZES).join(', ')}`, value: cpu, fix: 'write 512' };
  } else if (size < range[0] || size > range[1] || (size - range[0]) % range[2] !== 0) {
    yield {
      path: 'Properties.Memory',
      message: `must be ${range[0]} to ${range[1]} in steps of ${range[2]} for ${cpu} CPU units`,
      value: memory,
      fix: `write ${range[0]}`,
    };
  }
}

function* networkMode({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  if (!isFargate(properties) || properties.NetworkMode === 'awsvpc' || graph.isOpen(properties.NetworkMode)) return;
  yield {
    path: 'Properties.NetworkMode',
    message: 'tasks on Fargate have network interfaces of their own',
    value: properties.NetworkMode,
    fix: 'write awsvpc',
  };
}

function* executionRole({ properties }: Node): Iterable<ResourceProblem> {
  if (properties.ExecutionRoleArn !== undefined) return;
  const needs = listAt(properties, 'ContainerDefinitions').flatMap((container) => [
    ...listAt(container, 'Secrets').length > 0 ? ['reads secrets'] : [],
    ...stringAt(container, 'LogConfiguration', 'LogDriver') === 'awslogs' && isFargate(properties) ? ['writes a log'] : [],
    ...textOf(at(container, 'Image')).includes('.dkr.ecr.') && isFargate(properties) ? ['pulls from Amazon ECR'] : [],
  ]);
  if (needs[0] !== undefined) {
    yield {
      path: 'Properties.ExecutionRoleArn',
      message: `is required: before a task starts, something ${needs[0]}`,
      fix: 'name a role',
    };
  }
}

function* ecsArchitecture({ properties }: Node): Iterable<ResourceProblem> {
  const architecture = stringAt(properties, 'RuntimePlatform', 'CpuArchitecture');
  if (architecture === undefined || ['X86_64', 'ARM64'].includes(architecture)) return;
  yield { path: 'Properties.RuntimePlatform.CpuArchitecture', message: 'must be X86_64 or ARM64', value: architecture, fix: 'write X86_64' };
}

/** Services, and how a deployment replaces their tasks. */
const SERVICE_RULES: readonly Rule[] = [
  resourceRule('ecs.target', SERVICE, target),
  resourceRule('ecs.alternate-target-group', SERVICE, alternateTargetGroup),
  resourceRule('ecs.traffic-shift', SERVICE, trafficShift),
  resourceRule('ecs.bake-time', SERVICE, bakeTime, 'warning'),
  resourceRule('ecs.circuit-breaker', SERVICE, circuitBreaker, 'warning'),
  resourceRule('ecs.healthy-percent', SERVICE, healthyPercent),
  resourceRule('ecs.scaling', 'AWS::ApplicationAutoScaling::ScalableTarget', scaling),
];

function* target({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const task = graph.follow(properties.TaskDefinition, TASK);
  for (const [index, balancer] of listAt(properties, 'LoadBalancers').entries()) {
    const path = `Properties.LoadBalancers[${index}]`;
    const containers = listAt(task?.properties, 'ContainerDefinitions');
    const names = [at(balancer, 'ContainerName'), ...containers.map((each) => at(each, 'Name'))];
    const ports = [at(balancer, 'ContainerPort'), ...containers.map((each) => at(each, 'PortMappings'))];
    if (![...names, ...ports].some((each) => graph.isOpen(each))) yield* unknownContainer(task, balancer, path);
    for (const group of groupsOf(graph, balancer)) {
      const type = group.properties.TargetType ?? 'instance';
      if (task?.properties.NetworkMode === 'awsvpc' && type !== 'ip' && !graph.isOpen(type)) {
        yield {
          logicalId: group.logicalId,
          path: 'Properties.TargetType',
          message: 'tasks with network interfaces of their own are registered by address',
          value: group.properties.TargetType,
          fix: 'write ip',
        };
      }
    }
  }
}

function* alternateTargetGroup({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const strategy = strategyOf(properties);
  if (strategy === 'ROLLING') return;
  for (const [index, balancer] of listAt(properties, 'LoadBalancers').entries()) {
    const path = `Properties.LoadBalancers[${index}].AdvancedConfiguration`;
    const advanced = objectAt(balancer, 'AdvancedConfiguration');
    const [first, second] = groupsOf(graph, balancer);
    if (at(advanced, 'AlternateTargetGroupArn') === undefined) {
      yield {
        path: `${path}.AlternateTargetGroupArn`,
        message: `${strategy} needs a second target group for the new tasks`,
        fix: 'name one',
      };
    } else if (first && first === second) {
      yield {
        path: `${path}.AlternateTargetGroupArn`,
        message: 'must not be the target group that receives production traffic',
        value: first.logicalId,
        fix: 'name another one',
      };
    }
    for (const key of ['ProductionListenerRule', 'RoleArn']) {
      if (advanced && advanced[key] === undefined) yield { path: `${path}.${key}`, message: `${strategy} needs it to shift requests`, fix: 'set it' };
    }
    const rule = graph.follow(at(advanced, 'ProductionListenerRule'));
    if (rule?.type === 'AWS::ElasticLoadBalancingV2::Listener' && textOf(rule.properties.Protocol).startsWith('HTTP')) {
      yield {
        path: `${path}.ProductionListenerRule`,
        message: 'must be a rule of an Application Load Balancer\'s listener, not its default action',
        value: rule.logicalId,
        fix: 'add a rule for /* and name it',
      };
    }
  }
}

function* trafficShift({ properties }: Node): Iterable<ResourceProblem> {
  const strategy = strategyOf(properties);
  const configuration = properties.DeploymentConfiguration;
  for (const kind of ['CANARY', 'LINEAR'] as const) {
    if (kind === strategy || !objectAt(configuration, sectionOf(kind))) continue;
    yield {
      path: `Properties.DeploymentConfiguration.${sectionOf(kind)}`,
      message: `belongs to a ${kind} deployment, but this one is ${strategy}`,
      value: strategy,
      fix: 'remove it, or change the strategy',
    };
  }
  const minutes = minutesOf(configuration, strategy);
  if (minutes > 33 * 60) {
    yield {
      path: 'Properties.DeploymentConfiguration',
      message: 'CloudFormation rejects a traffic shift that takes longer than 33 hours',
      value: `${minutes} minutes`,
      fix: 'shorten the bake times, or take larger steps',
    };
  }
}

function* bakeTime({ properties }: Node): Iterable<ResourceProblem> {
  if (numberAt(properties, 'DeploymentConfiguration', 'BakeTimeInMinutes') !== undefined || strategyOf(properties) === 'ROLLING') return;
  yield { path: 'Properties.DeploymentConfiguration.BakeTimeInMinutes', message: 'without it a deployment may wait for hours', fix: 'write 5' };
}

function* circuitBreaker({ properties }: Node): Iterable<ResourceProblem> {
  const enabled = booleanAt(properties, 'DeploymentConfiguration', 'DeploymentCircuitBreaker', 'Enable');
  const strategy = strategyOf(properties);
  if (strategy !== 'ROLLING' && enabled) {
    yield {
      path: 'Properties.DeploymentConfiguration.DeploymentCircuitBreaker',
      message: 'is for rolling deployments only',
      value: strategy,
      fix: 'remove it, and name alarms that failing tasks raise',
    };
  }
  if (strategy === 'ROLLING' && !enabled && controllerOf(properties) === 'ECS') {
    yield {
      path: 'Properties.DeploymentConfiguration.DeploymentCircuitBreaker',
      message: 'without it a deployment whose tasks do not start takes hours to fail',
      fix: 'set Enable and Rollback',
    };
  }
}

function* healthyPercent({ properties }: Node): Iterable<ResourceProblem> {
  const minimum = numberAt(properties, 'DeploymentConfiguration', 'MinimumHealthyPercent') ?? 100;
  const maximum = numberAt(properties, 'DeploymentConfiguration', 'MaximumPercent') ?? 200;
  if (properties.SchedulingStrategy === 'DAEMON' || minimum < maximum) return;
  yield {
    path: 'Properties.DeploymentConfiguration.MaximumPercent',
    message: `must be greater than MinimumHealthyPercent (${minimum}), or no task can be replaced`,
    value: maximum,
    fix: 'write 200',
  };
}

function* scaling({ properties }: Node): Iterable<ResourceProblem> {
  const [minimum, maximum] = [numberAt(properties, 'MinCapacity'), numberAt(properties, 'MaxCapacity')];
  if (minimum === undefined || maximum === undefined || minimum <= maximum) return;
  yield { path: 'Properties.MinCapacity', message: `must not be greater than MaxCapacity (${maximum})`, value: minimum, fix: 'raise MaxCapacity' };
}

export const ECS_RULES: readonly Rule[] = [
  ...TASK_RULES,
  ...SERVICE_RULES,
];

function isFargate(properties: Node['properties']): boolean {
  return listAt(properties, 'RequiresCompatibilities').includes('FARGATE');
}

function controllerOf(properties: Node['properties']): string {
  return stringAt(properties, 'DeploymentController', 'Type') ?? 'ECS';
}

function strategyOf(properties: Node['properties']): string {
  return stringAt(properties, 'DeploymentConfiguration', 'Strategy') ?? 'ROLLING';
}

function sectionOf(kind: 'CANARY' | 'LINEAR'): string {
  return kind === 'CANARY' ? 'CanaryConfiguration' : 'LinearConfiguration';
}

function groupsOf(graph: TemplateGraph, balancer: Json): Node[] {
  return [at(balancer, 'TargetGroupArn'),
    at(balancer, 'AdvancedConfiguration', 'AlternateTargetGroupArn')].flatMap((arn) => graph.follow(arn, TARGETS) ?? []);
}

function* unknownContainer(task: Node | undefined, balancer: Json,
  path: string): Iterable<{ path: string; message: string; value?: Json; fix: string }> {
  if (!task) return;
  const containers = listAt(task.properties, 'ContainerDefinitions');
  const container = containers.find((each) => textOf(at(each, 'Name')) === textOf(at(balancer, 'ContainerName')));
  if (!container) {
    yield {
      path: `${path}.ContainerName`,
      message: `${task.logicalId} has no such container`,
      value: at(balancer, 'ContainerName'),
      fix: 'name one of its containers',
    };
    return;
  }
  const port = textOf(at(balancer, 'ContainerPort'));
  if (listAt(container, 'PortMappings').some((mapping) => textOf(at(mapping, 'ContainerPort')) === port)) return;
  yield {
    path: `${path}.ContainerPort`,
    message: 'the container must map the port that the load balancer sends to',
    value: at(balancer, 'ContainerPort'),
    fix: 'add it to its PortMappings',
  };
}

/** The waiting times of a traffic shift. */
function minutesOf(configuration: Json | undefined, strategy: string): number {
  const bake = numberAt(configuration, 'BakeTimeInMinutes') ?? 0;
  if (strategy === 'CANARY') return bake + (numberAt(configuration, 'CanaryConfiguration', 'CanaryBakeTimeInMinutes') ?? 10);
  if (strategy !== 'LINEAR') return 0;
  const step = numberAt(configuration, 'LinearConfiguration', 'StepPercent') ?? 10;
  return bake + Math.ceil(100 / step) * (numberAt(configuration, 'LinearConfiguration', 'StepBakeTimeInMinutes') ?? 6);
}
