import { at, type Json, listAt, numberAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { PREDEFINED_DEPLOYMENT_CONFIGS } from '../../../model/predefined-deployment-configs';
import { platformOf } from '../deployment-group-view';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const GROUP = 'AWS::CodeDeploy::DeploymentGroup';
const CONFIG = 'AWS::CodeDeploy::DeploymentConfig';
const FLEET = 'AWS::AutoScaling::AutoScalingGroup';
const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  Server: ['CodeDeployDefault.'],
  Lambda: ['CodeDeployDefault.Lambda'],
  ECS: ['CodeDeployDefault.ECS'],
};

/** How many hosts must stay in service. */
export const CODEDEPLOY_CONFIGURATION_RULES: readonly Rule[] = [
  resourceRule('codedeploy.deployment-config', GROUP, deploymentConfig),
  resourceRule('codedeploy.configuration', CONFIG, configuration),
  resourceRule('codedeploy.capacity', GROUP, capacity, 'warning'),
];

function* deploymentConfig(group: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const name = group.properties.DeploymentConfigName;
  if (name === undefined || graph.named(name, CONFIG, 'DeploymentConfigName')) return;
  const other = graph.follow(name);
  if (other) {
    yield {
      path: 'Properties.DeploymentConfigName',
      message: `must be a deployment configuration, and ${other.logicalId} is a ${other.type}`,
      value: name,
      fix: 'name a configuration',
    };
  }
  if (typeof name !== 'string') return;
  const platform = platformOf(graph, group);
  const predefined = PREDEFINED_DEPLOYMENT_CONFIGS.map((config) => config.name);
  const known = platform === 'Server' ? predefined.includes(name) : (PREFIXES[platform]?.some((prefix) => name.startsWith(prefix)) ?? true);
  // Other names may refer to a configuration that already exists in the account.
  if (known || !name.startsWith('CodeDeployDefault')) {
    if (!known && predefined.some((each) => each.endsWith(`.${name}`))) {
      yield {
        path: 'Properties.DeploymentConfigName',
        message: 'a predefined configuration has a prefix',
        value: name,
        fix: `write CodeDeployDefault.${name}`,
      };
    } else if (!known) {
      yield {
        path: 'Properties.DeploymentConfigName',
        message: 'no such deployment configuration is predefined or in the template',
        value: name,
        fix: `write one of ${predefined.join(', ')}, or add an ${CONFIG}`,
        severity: 'warning',
      };
    }
    return;
  }
  yield {
    path: 'Properties.DeploymentConfigName',
    message: `no such deployment configuration is predefined for ${platform}`,
    value: name,
    fix: `write one of ${predefined.join(', ')}`,
  };
}

function* configuration({ properties }: Node): Iterable<ResourceProblem> {
  const platform = stringAt(properties, 'ComputePlatform') ?? 'Server';
  const minimums: [string, Json | undefined][] = [
    ['MinimumHealthyHosts', properties.MinimumHealthyHosts],
    ['ZonalConfig.MinimumHealthyHostsPerZone', at(properties, 'ZonalConfig', 'MinimumHealthyHostsPerZone')],
  ];
  if (platform === 'Server' && properties.MinimumHealthyHosts === undefined) {
    yield {
      path: 'Properties.MinimumHealthyHosts',
      message: 'a configuration must set how many hosts stay healthy',
      fix: 'set Type and Value',
    };
  }
  for (const [key, minimum] of minimums.filter(([, value]) => value !== undefined)) {
    const type = stringAt(minimum, 'Type');
    const value = numberAt(minimum, 'Value');
    if (value !== undefined && (value < 0 || (type === 'FLEET_PERCENT' && value > 99))) {
      yield {
        path: `Properties.${key}.Value`,
        message: type === 'FLEET_PERCENT' ? 'must be from 0 to 99: with 100 no host could be deployed to' : 'must not be negative',
        value,
        fix: 'choose a value in this range',
      };
    }
  }
}

function* capacity(group: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const config = graph.named(group.properties.DeploymentConfigName, CONFIG, 'DeploymentConfigName');
  const name = textOf(group.properties.DeploymentConfigName) || 'CodeDeployDefault.OneAtATime';
  for (const fleet of fleetsOf(graph, group)) {
    const [least, most] = ['MinSize', 'MaxSize'].map((key) => numberAt(fleet.properties, key));
    if (config && stringAt(config.properties, 'MinimumHealthyHosts', 'Type') === 'HOST_COUNT') {
      const minimum = numberAt(config.properties, 'MinimumHealthyHosts', 'Value') ?? 0;
      if (least !== undefined && minimum >= least) {
        yield {
          path: 'Properties.DeploymentConfigName',
          message: `${config.logicalId} keeps ${minimum} hosts healthy, but ${fleet.logicalId} may only have ${least}: no host could be deployed to`,
          value: name,
          fix: 'lower the minimum, or raise MinSize',
        };
      }
    }
    if (name === 'CodeDeployDefault.OneAtATime' && most === 1) {
      yield {
        path: 'Properties.DeploymentConfigName',
        message: `${fleet.logicalId} has at most one host: every deployment causes downtime`,
        value: name,
        fix: 'raise MaxSize and MinSize to 2',
      };
    }
    if (name === 'CodeDeployDefault.AllAtOnce' && group.properties.LoadBalancerInfo !== undefined) {
      yield {
        path: 'Properties.DeploymentConfigName',
        message: 'all hosts at once behind a load balancer: every deployment causes downtime',
        value: name,
        fix: 'use CodeDeployDefault.OneAtATime or HalfAtATime',
        severity: 'warning',
      };
    }
  }
}

function fleetsOf(graph: TemplateGraph, group: Node): Node[] {
  return listAt(group.properties, 'AutoScalingGroups').flatMap((reference) => graph.named(reference, FLEET, 'AutoScalingGroupName') ?? []);
}
