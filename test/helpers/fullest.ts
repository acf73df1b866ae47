import { Duration, Stack, type App } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { REPOSITORY, SMALLEST } from './web-pipeline';
import {
  Application, Approval, Cache, Compute, Database, Environment, Firewall, GoStyleWebPipeline, InPlace, Logs, Nat, Network, Notification, Patches,
  ThreatDetection,
} from '../../src';

/** Every option that creates a resource. */
export function fullestPipeline(app: App): GoStyleWebPipeline {
  const stack = new Stack(app, 'WebPipeline');
  const certificate = Certificate.fromCertificateArn(stack, 'Certificate',
    'arn:aws:acm:eu-west-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef');
  return new GoStyleWebPipeline(stack, 'Web', {
    ...SMALLEST,
    application: Application.nestJs({ directory: 'service', port: 8080, healthCheckPath: '/ready', environmentVariables: { LOG_LEVEL: 'info' } }),
    repositoryDirectory: REPOSITORY,
    templateHashVariable: 'TEMPLATE_HASH',
    notifications: [
      Notification.email('team@example.com'),
      Notification.slack({ workspaceId: 'T49239U4W', channelId: 'C07EZ1ABC23' }),
    ],
    patches: Patches.weekly(),
    environments: [
      Environment.named('qa', {
        stageRollback: true,
        network: Network.own({ cidr: '10.1.0.0/16', availabilityZones: 3, nat: Nat.gateways(2) }),
        environmentVariables: { LOG_LEVEL: 'debug' },
      }),
      Environment.named('live', {
        production: true,
        uses: [
          Firewall.managed({ block: true, botControl: true }),
          ThreatDetection.guardDuty(),
          Database.postgres(),
          Database.auroraMysql({ variablePrefix: 'ORDERS' }),
          Cache.valkey(),
          Cache.valkeyServerless({ variablePrefix: 'PAGES' }),
        ],
        logs: Logs.openSearch({ unit: 'shop.service', readers: ['arn:aws:iam::111122223333:role/support'] }),
        certificate,
        approval: Approval.manual({ notificationTopic: new Topic(stack, 'Approvals', { enforceSSL: true }), timeout: Duration.days(2) }),
        compute: Compute.ec2({
          minCapacity: 6,
          maxCapacity: 12,
          targetCpuPercent: 50,
          targetRequestsPerMinute: 600,
          volumeSizeGiB: 30,
          instanceType: InstanceType.of(InstanceClass.M7G, InstanceSize.LARGE),
          deployment: InPlace.minHealthyPercentage(75, {
            extraCapacity: 2,
            zonal: { monitorDuration: Duration.minutes(5), firstZoneMonitorDuration: Duration.minutes(10) },
          }),
        }),
      }),
    ],
  });
}
