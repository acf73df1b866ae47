import {
  ApplicationListenerRule, ListenerAction, ListenerCondition, TargetType, type ApplicationTargetGroup,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EcsDeployment } from './ecs-deployment';
import { allow } from '../../core/permissions';
import { ServiceRole } from '../../core/service-role';
import type { ILoadBalancing } from '../../load-balancing/load-balancing-config';

/** Leaves room for rules of the user before these. */
const PRODUCTION_PRIORITY = 50_000;
const TEST_PRIORITY = 49_999;

/**
 * Not used: each task is registered with its own port. It must stay the same, because another port would replace the target group of a rule that
 * ECS changes.
 */
const PORT = 80;

/** One target group if tasks are replaced one after another; two, and a rule that ECS moves requests with, if requests are shifted. */
export class TrafficGroups extends Construct {
  readonly groups: ApplicationTargetGroup[];
  readonly production?: ApplicationListenerRule;
  readonly test?: ApplicationListenerRule;
  readonly role?: ServiceRole;

  constructor(scope: Construct, id: string, private readonly loadBalancing: ILoadBalancing, deployment: EcsDeployment) {
    super(scope, id);
    const names = deployment._shiftsTraffic ? ['Tasks', 'AlternateTasks'] : ['Tasks'];
    this.groups = names.map((name) => loadBalancing.addTargetGroup(name, { targetType: TargetType.IP, port: PORT }));
    loadBalancing.serve(this.groups[0]);
    if (!deployment._shiftsTraffic) return;
    // ECS changes its weights in each deployment. A template that changed the rule would reset them, so nothing in it may ever change:
    // https://github.com/aws/aws-cdk/issues/36649
    this.production = this.rule('Production', PRODUCTION_PRIORITY, ListenerCondition.pathPatterns(['/*']), this.groups[0]);
    const { _testHeader: header } = deployment;
    if (header) this.test = this.rule('Test', TEST_PRIORITY, ListenerCondition.httpHeader(header.name, [header.value]), this.groups[1]);
    this.role = this.createRole();
  }

  private rule(id: string, priority: number, condition: ListenerCondition, group: ApplicationTargetGroup): ApplicationListenerRule {
    const { listener } = this.loadBalancing;
    return new ApplicationListenerRule(this, id, { listener, priority, conditions: [condition], action: ListenerAction.forward([group]) });
  }

  /** Role of Amazon ECS while it moves requests. */
  private createRole(): ServiceRole {
    const role = new ServiceRole(this, 'Role', { assumedBy: new ServicePrincipal('ecs.amazonaws.com') });
    allow(role, {
      actions: [
        'elasticloadbalancing:DescribeListeners', 'elasticloadbalancing:DescribeRules', 'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
      ],
      resources: ['*'],
      reason: 'Amazon ECS reads which tasks serve; these actions do not support resource-level permissions',
    });
    allow(role, {
      actions: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
      resources: this.groups.map(({ targetGroupArn }) => targetGroupArn),
      reason: 'tasks are registered with the environment\'s own target groups',
    });
    allow(role, {
      actions: ['elasticloadbalancing:ModifyRule'],
      resources: [this.production!, ...this.test ? [this.test] : []].map(({ listenerRuleArn }) => listenerRuleArn),
      reason: 'requests are moved by the weights of the environment\'s own listener rules',
    });
    return role;
  }

  /** Configuration of the service: where its tasks are registered. */
  render(containerName: string, containerPort: number): object[] {
    const [targetGroup, alternate] = this.groups;
    const common = { containerName, containerPort, targetGroupArn: targetGroup.targetGroupArn };
    if (!this.production) return [common];
    return [{
      ...common,
      advancedConfiguration: {
        alternateTargetGroupArn: alternate.targetGroupArn,
        productionListenerRule: this.production.listenerRuleArn,
        testListenerRule: this.test?.listenerRuleArn,
        roleArn: this.role!.roleArn,
      },
    }];
  }
}
