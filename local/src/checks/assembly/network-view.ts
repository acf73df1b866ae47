import type { Node, TemplateGraph } from './template-graph';
import { textOf } from '../../assembly/text';

/** Unknown if a parameter decides. */
export type DefaultRoute = 'internet' | 'nat' | 'other' | 'none' | 'unknown';

/** Determines where a subnet's traffic to the internet goes. */
export class NetworkView {
  constructor(private readonly graph: TemplateGraph) {}

  routeTableOf(subnet: Node): Node | undefined {
    const association = this.graph
      .ofType('AWS::EC2::SubnetRouteTableAssociation')
      .find(({ properties }) => this.graph.follow(properties.SubnetId) === subnet);
    return association && this.graph.follow(association.properties.RouteTableId, 'AWS::EC2::RouteTable');
  }

  /** Logical ids of the resources that determine a subnet's routes, for messages. */
  routing(subnet: Node): string {
    const table = this.routeTableOf(subnet);
    return table ? [table, ...this.routesOf(table)].map(({ logicalId }) => logicalId).join(', ') : 'no route table';
  }

  defaultRoute(subnet: Node): DefaultRoute {
    const table = this.routeTableOf(subnet);
    const route = table && this.routesOf(table).find(({ properties }) => textOf(properties.DestinationCidrBlock) === '0.0.0.0/0');
    if (!route) return this.isOpen(subnet, table) ? 'unknown' : 'none';
    const { GatewayId: gateway, NatGatewayId: nat, NetworkInterfaceId: networkInterface, InstanceId: instance } = route.properties;
    if (nat !== undefined || networkInterface !== undefined || instance !== undefined) return 'nat';
    const target = this.graph.follow(gateway);
    return target?.type === 'AWS::EC2::InternetGateway' || textOf(gateway).startsWith('igw-') || textOf(gateway).endsWith('InternetGatewayId}')
      ? 'internet'
      : this.graph.isOpen(gateway) ? 'unknown' : 'other';
  }

  /** Whether a subnet has a route to an internet gateway, or a parameter may give it one. */
  mayBePublic(subnet: Node): boolean {
    return ['internet', 'unknown'].includes(this.defaultRoute(subnet));
  }

  /** Whether a parameter may be its route table, or one of its routes. */
  private isOpen(subnet: Node, table: Node | undefined): boolean {
    const { graph } = this;
    const associations = graph.ofType('AWS::EC2::SubnetRouteTableAssociation').map(({ properties }) => properties);
    if (!table) {
      return associations.some(({ SubnetId: id, RouteTableId: of }) => graph.isOpen(id) || (graph.follow(id) === subnet && graph.isOpen(of)));
    }
    return graph.ofType('AWS::EC2::Route').some(({ properties: { RouteTableId: of, DestinationCidrBlock: to } }) =>
      graph.isOpen(of) || (graph.follow(of) === table && graph.isOpen(to)));
  }

  routesOf(table: Node): Node[] {
    return this.graph.ofType('AWS::EC2::Route').filter(({ properties }) => this.graph.follow(properties.RouteTableId) === table);
  }

  /** Services for which a VPC has interface endpoints: `codedeploy`, `ssm`. */
  interfaceEndpoints(vpc: Node | undefined): string[] {
    return this.graph
      .ofType('AWS::EC2::VPCEndpoint')
      .filter(({ properties }) => properties.VpcEndpointType === 'Interface' && this.graph.follow(properties.VpcId) === vpc)
      .map(({ properties }) => textOf(properties.ServiceName).split('.').slice(3).join('.'));
  }
}
