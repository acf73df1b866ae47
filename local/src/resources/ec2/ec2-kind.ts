import { readDeploymentGroup } from './deployment-group-settings';
import type { Ec2Settings } from './ec2-settings';
import { LAUNCH_TEMPLATE, launchTemplateOf, readFleet } from './fleet-settings';
import { imitatedOtherwise } from './imitated-otherwise';
import { LocalFleet, type FleetOptions } from './local-fleet';
import { listAt } from '../../assembly/json';
import { onlyResource } from '../../stack';
import { readAlarms } from '../alarms/alarm-settings';
import type { ResourceKind } from '../shape/resource';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const DEPLOYMENT_GROUP = 'AWS::CodeDeploy::DeploymentGroup';

/** EC2 instances in an Auto Scaling group, with in-place deployments by CodeDeploy. */
export function ec2Kind(options: FleetOptions): ResourceKind<Ec2Settings> {
  return {
    name: 'ec2',
    role: 'compute',
    types: [GROUP, LAUNCH_TEMPLATE],
    read(stack) {
      const deploymentGroup = onlyResource(stack, DEPLOYMENT_GROUP, () => true, 'nothing can be deployed to its fleet');
      const names = listAt(deploymentGroup.properties, 'AutoScalingGroups');
      const group = onlyResource(stack, GROUP, (each) => names.includes(each.physicalId),
        `${deploymentGroup.logicalId} names ${JSON.stringify(names)}; only EC2 instances in an Auto Scaling group can run locally`);
      const settings = { fleet: readFleet(stack, group), deployment: readDeploymentGroup(stack, deploymentGroup), alarms: readAlarms(stack) };
      const launchTemplate = launchTemplateOf(stack, group);
      const { applicationName, config } = settings.deployment;
      const named = Object.values(stack.resources).filter(({ type, physicalId }) =>
        (type === 'AWS::CodeDeploy::Application' && physicalId === applicationName)
        || (type === 'AWS::CodeDeploy::DeploymentConfig' && physicalId === config.name));
      return [{
        id: this.name,
        settings,
        imitatedOtherwise: imitatedOtherwise(launchTemplate),
        logicalIds: [deploymentGroup, group, launchTemplate, ...named, ...settings.alarms].map(({ logicalId }) => logicalId),
      }];
    },
    open: (context) => new LocalFleet(context, options),
  };
}
