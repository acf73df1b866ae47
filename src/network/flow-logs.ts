import { RemovalPolicy } from 'aws-cdk-lib';
import { FlowLog, FlowLogDestination, FlowLogMaxAggregationInterval, FlowLogResourceType, FlowLogTrafficType, type Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';

/** Keeps for three months who was refused: accepted traffic is in the load balancer's access logs, and costs far more here. */
export function logRejectedTraffic(vpc: Vpc): void {
  const logGroup = new LogGroup(vpc, 'FlowLogs', { retention: RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.RETAIN });
  const role = new Role(vpc, 'FlowLogRole', { assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com') });
  new FlowLog(vpc, 'FlowLog', {
    resourceType: FlowLogResourceType.fromVpc(vpc),
    destination: FlowLogDestination.toCloudWatchLogs(logGroup, role),
    trafficType: FlowLogTrafficType.REJECT,
    maxAggregationInterval: FlowLogMaxAggregationInterval.TEN_MINUTES,
  });
}
