import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { CfnClusterCapacityProviderAssociations, Cluster, ContainerInsights } from 'aws-cdk-lib/aws-ecs';
import { Dependable, type Construct, type IDependable } from 'constructs';
import { acknowledge } from '../../core/acknowledge';
import { ServiceLinkedRole } from '../../core/service-linked-role';

/** The environment's own cluster; a cluster is free. */
export function createCluster(scope: Construct, vpc: IVpc): Cluster {
  const serviceRole = new ServiceLinkedRole(scope, 'ServiceLinkedRole', {
    service: 'ecs.amazonaws.com',
    roleName: 'AWSServiceRoleForECS',
    title: 'Amazon ECS',
    reason: 'the first cluster of an account needs the service-linked role of Amazon ECS',
  });
  const cluster = new Cluster(scope, 'Cluster', { vpc, enableFargateCapacityProviders: true, containerInsightsV2: ContainerInsights.DISABLED });
  cluster.node.addDependency(serviceRole);
  acknowledge(cluster, 'AwsSolutions-ECS4', 'Container Insights is billed by metric; the CPU and memory of the service are measured without it');
  return cluster;
}

/** What uses a capacity provider must come after it is part of the cluster, and go before it is removed. `Cluster` adds it only at synthesis. */
export function capacityProvidersOf(cluster: Cluster): IDependable {
  const providers = {};
  Dependable.implement(providers, {
    get dependencyRoots() {
      return cluster.node.children.filter((child) => child instanceof CfnClusterCapacityProviderAssociations);
    },
  });
  return providers;
}
