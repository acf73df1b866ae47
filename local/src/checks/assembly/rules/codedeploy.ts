import { at, listAt, numberAt, objectAt, stringAt, type Json } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { PREDEFINED_DEPLOYMENT_CONFIGS } from '../../../model/predefined-deployment-configs';
import { resourceRule, type Rule } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const GROUP = 'AWS::CodeDeploy::DeploymentGroup';
const CONFIG = 'AWS::CodeDeploy::DeploymentConfig';
const FLEET = 'AWS::AutoScaling::AutoScalingGroup';

const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  Server: ['CodeDeployDefault.'],
  Lambda: ['CodeDeployDefault.Lambda'],
  ECS: ['CodeDeployDefault.ECS'],
};

/** Deployment configurations, and how deployment groups use them. */
export const CODEDEPLOY_RULES: readonly Rule[] = [
  resourceRule('codedeploy.deployment-config', GROUP, function* (group, { graph }) {
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
    // A configuration that the account has already can have any other name.
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
  }),

  resourceRule('codedeploy.configuration', CONFIG, function* ({ properties }) {
    const platform = stringAt(properties, 'ComputePlatform') ?? 'Server';
    const minimums: [string, Json | undefined][] = [
      ['MinimumHealthyHosts', properties.MinimumHealthyHosts],
      ['ZonalConfig.MinimumHealthyHostsPerZone', at(properties, 'ZonalConfig', 'MinimumHealthyHostsPerZone')],
    ];
    if (platform === 'Server' && properties.MinimumHealthyHosts === undefined) {
      yield {
        path: 'Properties.MinimumHealthyHosts',
        message: 'a configuration must say how many hosts stay healthy',
        fix: 'set Type and Value',
      };
    }
    for (const [key, minimum] of minimums.filter(([, value]) => value !== undefined)) {
      const type = stringAt(minimum, 'Type');
      const value = numberAt(minimum, 'Value');
      if (type !== undefined && !['HOST_COUNT', 'FLEET_PERCENT'].includes(type)) {
        yield {
          path: `Properties.${key}.Type`,
          message: 'must be HOST_COUNT or FLEET_PERCENT',
          value: type,
          fix: 'name one of them',
        };
      }
      if (value !== undefined && (value < 0 || (type === 'FLEET_PERCENT' && value > 99))) {
        yield {
          path: `Properties.${key}.Value`,
          message: type === 'FLEET_PERCENT' ? 'must be from 0 to 99: with 100 no host could be deployed to' : 'must not be negative',
          value,
          fix: 'choose a value in this range',
        };
      }
    }
  }),

  resourceRule(
    'codedeploy.capacity',
    GROUP,
    function* (group, { graph }) {
      const config = graph.named(group.properties.DeploymentConfigName, CONFIG, 'DeploymentConfigName');
      const name = textOf(group.properties.DeploymentConfigName) || 'CodeDeployDefault.OneAtATime';
      for (const fleet of fleetsOf(graph, group)) {
        const [least, most] = ['MinSize', 'MaxSize'].map((key) => numberAt(fleet.properties, key));
        if (config && stringAt(config.properties, 'MinimumHealthyHosts', 'Type') === 'HOST_COUNT') {
          const minimum = numberAt(config.properties, 'MinimumHealthyHosts', 'Value') ?? 0;
          if (least !== undefined && minimum >= least) {
            yield {
              path: 'Properties.DeploymentConfigName',
              message: `${config.logicalId} keeps ${minimum} hosts healthy, and ${fleet.logicalId} may have ${least}: no host could be deployed to`,
              value: name,
              fix: 'lower the minimum, or raise MinSize',
            };
          }
        }
        if (name === 'CodeDeployDefault.OneAtATime' && most === 1) {
          yield {
            path: 'Properties.DeploymentConfigName',
            message: `${fleet.logicalId} has one host at most: every deployment is downtime`,
            value: name,
            fix: 'raise MaxSize and MinSize to 2',
          };
        }
        if (name === 'CodeDeployDefault.AllAtOnce' && group.properties.LoadBalancerInfo !== undefined) {
          yield {
            path: 'Properties.DeploymentConfigName',
            message: 'all hosts at once behind a load balancer: every deployment is downtime',
            value: name,
            fix: 'use CodeDeployDefault.OneAtATime or HalfAtATime',
            severity: 'warning',
          };
        }
      }
    },
    'warning',
  ),

  resourceRule('codedeploy.traffic-control', GROUP, function* (group, { graph }) {
    const { properties } = group;
    // An alias has weights of its own.
    if (platformOf(graph, group) === 'Lambda') return;
    const option = stringAt(properties, 'DeploymentStyle', 'DeploymentOption');
    const info = objectAt(properties, 'LoadBalancerInfo');
    const named = ['TargetGroupInfoList', 'ElbInfoList', 'TargetGroupPairInfoList'].some((key) => listAt(info, key).length > 0);
    const type = stringAt(properties, 'DeploymentStyle', 'DeploymentType');
    if (option === 'WITH_TRAFFIC_CONTROL' && !named) {
      yield {
        path: 'Properties.LoadBalancerInfo',
        message: 'traffic control needs to know the load balancer',
        fix: 'name the target group in TargetGroupInfoList',
      };
    }
    if (option !== 'WITH_TRAFFIC_CONTROL' && named && type !== 'BLUE_GREEN') {
      yield {
        path: 'Properties.DeploymentStyle.DeploymentOption',
        message: 'without traffic control the load balancer is not used, and hosts are deployed to while they serve',
        value: option,
        fix: 'write WITH_TRAFFIC_CONTROL',
        severity: 'warning',
      };
    }
    if (option !== undefined && !['WITH_TRAFFIC_CONTROL', 'WITHOUT_TRAFFIC_CONTROL'].includes(option)) {
      yield {
        path: 'Properties.DeploymentStyle.DeploymentOption',
        message: 'must be WITH_TRAFFIC_CONTROL or WITHOUT_TRAFFIC_CONTROL',
        value: option,
        fix: 'write WITH_TRAFFIC_CONTROL',
      };
    }
  }),

  resourceRule('codedeploy.blue-green', GROUP, function* (group, { graph }) {
    const type = stringAt(group.properties, 'DeploymentStyle', 'DeploymentType');
    if (type !== undefined && !['IN_PLACE', 'BLUE_GREEN'].includes(type)) {
      yield {
        path: 'Properties.DeploymentStyle.DeploymentType',
        message: 'must be IN_PLACE or BLUE_GREEN',
        value: type,
        fix: 'write IN_PLACE',
      };
    }
    if (type === 'BLUE_GREEN' && platformOf(graph, group) === 'Server') {
      yield {
        path: 'Properties.DeploymentStyle.DeploymentType',
        message: 'CloudFormation cannot make a blue/green deployment group for EC2 instances',
        value: type,
        fix: 'write IN_PLACE',
        severity: 'warning',
      };
    }
  }),

  resourceRule('codedeploy.application', GROUP, function* (group, { graph }) {
    const name = group.properties.ApplicationName;
    const other = graph.follow(name);
    if (name === undefined) {
      yield { path: 'Properties.ApplicationName', message: 'a deployment group must name its application', fix: 'set ApplicationName' };
    } else if (other && other.type !== 'AWS::CodeDeploy::Application') {
      yield {
        path: 'Properties.ApplicationName',
        message: `must be an application, and ${other.logicalId} is a ${other.type}`,
        value: name,
        fix: 'name an application',
      };
    } else if (
      typeof name === 'string' &&
      graph.ofType('AWS::CodeDeploy::Application').length > 0 &&
      !graph.named(name, 'AWS::CodeDeploy::Application', 'ApplicationName')
    ) {
      yield {
        path: 'Properties.ApplicationName',
        message: 'no application of the template has this name',
        value: name,
        fix: 'refer to the application',
        severity: 'warning',
      };
    }
  }),

  resourceRule('codedeploy.platform', 'AWS::CodeDeploy::Application', function* ({ properties }) {
    const platform = properties.ComputePlatform;
    if (typeof platform === 'string' && !['Server', 'Lambda', 'ECS'].includes(platform)) {
      yield {
        path: 'Properties.ComputePlatform',
        message: 'must be Server, Lambda or ECS',
        value: platform,
        fix: 'write Server',
      };
    }
  }),

  resourceRule('codedeploy.platform-match', GROUP, function* (group, { graph }) {
    const platform = platformOf(graph, group);
    if (platform !== 'Server' && listAt(group.properties, 'AutoScalingGroups').length > 0) {
      yield {
        path: 'Properties.AutoScalingGroups',
        message: `an application for ${platform} is not deployed to instances`,
        value: platform,
        fix: 'set ComputePlatform of the application to Server',
      };
    }
  }),
];

function platformOf(graph: TemplateGraph, { properties }: Node): string {
  const application = graph.named(properties.ApplicationName, 'AWS::CodeDeploy::Application', 'ApplicationName');
  return stringAt(application?.properties, 'ComputePlatform') ?? 'Server';
}

function fleetsOf(graph: TemplateGraph, group: Node): Node[] {
  return listAt(group.properties, 'AutoScalingGroups').flatMap((reference) => graph.named(reference, FLEET, 'AutoScalingGroupName') ?? []);
}
