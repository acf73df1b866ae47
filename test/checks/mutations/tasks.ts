import type { MutationOf } from './mutation';
import type { Json, JsonObject } from '../../../local/src/assembly/json';
import type { TemplateEditor } from '../template-editor';

/** The templates of environments with tasks, each a copy that may be changed. */
export interface TaskTemplates {
  /** Rolling. */
  readonly staging: TemplateEditor;
  /** Canary. */
  readonly live: TemplateEditor;
}

export type TaskMutation = MutationOf<TaskTemplates>;

const SERVICE = 'AWS::ECS::Service';
const TASK = 'AWS::ECS::TaskDefinition';
const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const DEPLOYMENT = 'DeploymentConfiguration';
const ADVANCED = 'LoadBalancers/0/AdvancedConfiguration';
const CONTAINER = 'ContainerDefinitions/0';
const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';

export const TASK_MUTATIONS: readonly TaskMutation[] = [
  ['ecs.container', 'a container without an image', ({ staging }) => staging.remove(TASK, `${CONTAINER}/Image`)],
  ['ecs.container', 'a task without a container', ({ staging }) => staging.set(TASK, 'ContainerDefinitions', []),
    ['ecs.target']],
  ['ecs.container', 'a privileged container on Fargate', ({ staging }) => staging.set(TASK, `${CONTAINER}/Privileged`, true)],
  ['ecs.task-size', 'a size that Fargate does not have', ({ staging }) => staging.set(TASK, 'Memory', '3')],
  ['ecs.task-size', 'a CPU that Fargate does not have', ({ staging }) => staging.set(TASK, 'Cpu', '300')],
  ['ecs.task-size', 'a task without memory', ({ staging }) => staging.remove(TASK, 'Memory')],
  ['ecs.network-mode', 'bridge mode on Fargate', ({ staging }) => staging.set(TASK, 'NetworkMode', 'bridge')],
  ['ecs.execution-role', 'no role that can pull the image', ({ staging }) => staging.remove(TASK, 'ExecutionRoleArn')],
  ['ecs.architecture', 'an architecture that does not exist', ({ staging }) => staging.set(TASK, 'RuntimePlatform/CpuArchitecture', 'arm')],
  ['ecs.target', 'a container without its port', ({ staging }) => {
    staging.set(TASK, `${CONTAINER}/PortMappings`, []);
    return staging.set(SERVICE, 'LoadBalancers/0/ContainerPort', 8080);
  }],
  ['ecs.target', 'a container that the task does not have', ({ staging }) => staging.set(SERVICE, 'LoadBalancers/0/ContainerName', 'other')],
  ['ecs.target', 'tasks that are registered as instances', ({ staging }) => staging.set(TARGETS, 'TargetType', 'instance')],
  ['ecs.alternate-target-group', 'a canary without a second target group', ({ live }) => live.remove(SERVICE, `${ADVANCED}/AlternateTargetGroupArn`)],
  ['ecs.alternate-target-group', 'blue/green between a target group and itself', ({ live }) => {
    const group = live.get(SERVICE, 'LoadBalancers/0/TargetGroupArn')!;
    return live.set(SERVICE, `${ADVANCED}/AlternateTargetGroupArn`, group);
  }],
  ['ecs.alternate-target-group', 'a canary that moves no rule', ({ live }) => live.remove(SERVICE, `${ADVANCED}/ProductionListenerRule`)],
  ['ecs.alternate-target-group', 'a canary without a role that may move requests', ({ live }) => live.remove(SERVICE, `${ADVANCED}/RoleArn`)],
  ['ecs.alternate-target-group', 'a canary that moves a default action', ({ live }) => {
    const listener = live.get('AWS::ElasticLoadBalancingV2::ListenerRule#Production', 'ListenerArn')!;
    return live.set(SERVICE, `${ADVANCED}/ProductionListenerRule`, listener);
  }],
  ['ecs.shared-target-group', 'another listener rule that sends requests to the tasks of the next release', ({ live }) => {
    const listener = live.get(`${RULE}#Production`, 'ListenerArn')!;
    live.add('Preview', RULE, {
      ListenerArn: listener,
      Priority: 10,
      Conditions: [{ Field: 'path-pattern', Values: ['/preview'] }],
      Actions: [forward(live.get(SERVICE, `${ADVANCED}/AlternateTargetGroupArn`)!)],
    });
    return live.id(SERVICE);
  }],
  ['ecs.shared-target-group', 'two services that move requests between the same target groups', ({ live }) => {
    live.copy('SecondService', SERVICE);
    const listener = live.get(`${RULE}#Production`, 'ListenerArn')!;
    const group = live.get(SERVICE, 'LoadBalancers/0/TargetGroupArn')!;
    const rule = live.add('SecondProduction', RULE, {
      ListenerArn: listener, Priority: 10, Conditions: [{ Field: 'path-pattern', Values: ['/second'] }], Actions: [forward(group)],
    });
    live.set('SecondService', `${ADVANCED}/ProductionListenerRule`, { Ref: rule });
    live.remove('SecondService', `${ADVANCED}/TestListenerRule`);
    return live.id(SERVICE);
  }, ['ecs.shared-target-group (4)']],
  ['ecs.shared-listener-rule', 'two services that move requests with the same rule', ({ live }) => {
    live.copy('SecondService', SERVICE);
    for (const [id, path] of [['SecondTasks', 'TargetGroupArn'], ['SecondOthers', 'AdvancedConfiguration/AlternateTargetGroupArn']] as const) {
      live.add(id, TARGETS, { TargetType: 'ip', Protocol: 'HTTP', Port: 80, VpcId: live.get(TARGETS, 'VpcId')! });
      live.set('SecondService', `LoadBalancers/0/${path}`, { Ref: id });
    }
    return live.id(SERVICE);
  }, ['ecs.shared-listener-rule (3)']],
  ['ecs.traffic-shift', 'more than one traffic shift configuration', ({ live }) =>
    live.set(SERVICE, `${DEPLOYMENT}/LinearConfiguration`, { StepPercent: 10, StepBakeTimeInMinutes: 1 })],
  ['ecs.traffic-shift', 'a canary in a rolling deployment',
    ({ staging }) => staging.set(SERVICE, `${DEPLOYMENT}/CanaryConfiguration`, { CanaryPercent: 5 })],
  ['ecs.traffic-shift', 'a shift that CloudFormation does not wait for', ({ live }) => {
    live.set(SERVICE, `${DEPLOYMENT}/BakeTimeInMinutes`, 1440);
    return live.set(SERVICE, `${DEPLOYMENT}/CanaryConfiguration/CanaryBakeTimeInMinutes`, 1440);
  }],
  ['ecs.traffic-shift', 'many small steps that take longer than CloudFormation waits', ({ live }) => {
    live.set(SERVICE, `${DEPLOYMENT}/Strategy`, 'LINEAR');
    live.remove(SERVICE, `${DEPLOYMENT}/CanaryConfiguration`);
    return live.set(SERVICE, `${DEPLOYMENT}/LinearConfiguration`, { StepPercent: 3, StepBakeTimeInMinutes: 60 });
  }],
  ['ecs.bake-time', 'a canary without a bake time', ({ live }) => live.remove(SERVICE, `${DEPLOYMENT}/BakeTimeInMinutes`)],
  ['ecs.circuit-breaker', 'a circuit breaker of a canary',
    ({ live }) => live.set(SERVICE, `${DEPLOYMENT}/DeploymentCircuitBreaker`, { Enable: true, Rollback: true })],
  ['ecs.circuit-breaker', 'a rolling deployment without one', ({ staging }) => staging.remove(SERVICE, `${DEPLOYMENT}/DeploymentCircuitBreaker`)],
  ['ecs.healthy-percent', 'tasks of which none can be replaced', ({ staging }) => staging.set(SERVICE, `${DEPLOYMENT}/MaximumPercent`, 100)],
  ['ecs.scaling', 'a minimum over the maximum', ({ staging }) => staging.set('AWS::ApplicationAutoScaling::ScalableTarget', 'MinCapacity', 9)],
];

function forward(group: Json): JsonObject {
  return { Type: 'forward', TargetGroupArn: group };
}
