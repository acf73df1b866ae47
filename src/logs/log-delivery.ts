import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, LogStream, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../core/acknowledge';
import { allow } from '../core/permissions';
import { ServiceRole } from '../core/service-role';
import type { IEnvironmentAlarms } from '../observability/alarms-config';
import { PRIVATE_BUCKET } from '../security/private-bucket';

/** Start of the names of indices. Firehose adds the day. */
export const INDEX = 'logs';

/** The maximum. Afterwards Firehose puts the documents into the bucket. */
const RETRY = Duration.hours(2);

export interface Target {
  readonly domainArn: string;
  /** Where Firehose enters the VPC. */
  readonly inVpc?: { readonly subnetIds: string[]; readonly securityGroupId: string };
}

/** Amazon Data Firehose: retries while the domain does not answer, and keeps rejected documents in a bucket. */
export class LogDelivery extends Construct {
  readonly role: ServiceRole;
  readonly failed: Bucket;
  stream!: CfnDeliveryStream;

  private readonly errors: LogGroup;
  private readonly errorStream: LogStream;

  /** @param roleName if others must know it in advance */
  constructor(scope: Construct, id: string, roleName?: string) {
    super(scope, id);
    this.role = new ServiceRole(this, 'Role', { roleName, assumedBy: new ServicePrincipal('firehose.amazonaws.com') });
    this.failed = new Bucket(this, 'Failed', {
      ...PRIVATE_BUCKET,
      lifecycleRules: [{
        id: 'ExpireFailed',
        expiration: Duration.days(30),
        noncurrentVersionExpiration: Duration.days(1),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(this.failed, 'AwsSolutions-S1', 'it keeps rejected documents for 30 days, and only Firehose writes to it');
    this.errors = new LogGroup(this, 'Errors', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    this.errorStream = new LogStream(this, 'ErrorStream', { logGroup: this.errors, removalPolicy: RemovalPolicy.DESTROY });
  }

  create({ domainArn, inVpc }: Target): CfnDeliveryStream {
    this.allowDelivery(domainArn, inVpc !== undefined);
    const roleArn = this.role.roleArn;
    const bufferingHints = { intervalInSeconds: 60, sizeInMBs: 5 };
    const cloudWatchLoggingOptions = { enabled: true, logGroupName: this.errors.logGroupName, logStreamName: this.errorStream.logStreamName };
    this.stream = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      amazonopensearchserviceDestinationConfiguration: {
        domainArn,
        roleArn,
        indexName: INDEX,
        indexRotationPeriod: 'OneDay',
        bufferingHints,
        retryOptions: { durationInSeconds: RETRY.toSeconds() },
        s3BackupMode: 'FailedDocumentsOnly',
        s3Configuration: { bucketArn: this.failed.bucketArn, roleArn, bufferingHints, compressionFormat: 'GZIP', cloudWatchLoggingOptions },
        cloudWatchLoggingOptions,
        ...inVpc && { vpcConfiguration: { roleArn, subnetIds: inVpc.subnetIds, securityGroupIds: [inVpc.securityGroupId] } },
      },
    });
    // Firehose checks the permissions of its role when the stream is created.
    this.stream.node.addDependency(this.role);
    return this.stream;
  }

  /** Not rollback alarms: lines that do not arrive are still in CloudWatch. */
  watch(alarms: IEnvironmentAlarms): void {
    const metric = (name: string, statistic: string) => new Metric({
      namespace: 'AWS/Firehose',
      metricName: `DeliveryToAmazonOpenSearchService.${name}`,
      dimensionsMap: { DeliveryStreamName: this.stream.ref },
      statistic,
      period: Duration.minutes(1),
    });
    alarms.watch('LogDelivery', {
      metric: metric('DataFreshness', Stats.MAXIMUM),
      threshold: Duration.minutes(15).toSeconds(),
      evaluationPeriods: 5,
      reason: 'logs have waited for OpenSearch for 15 minutes, in seconds; look at the log group of Firehose and at the health of the domain',
    });
    alarms.watch('RefusedLogs', {
      metric: new Metric({
        namespace: 'AWS/Firehose',
        // With a bucket for failed documents only, the one metric of the bucket that Firehose emits.
        metricName: 'DeliveryToS3.Success',
        dimensionsMap: { DeliveryStreamName: this.stream.ref },
        statistic: Stats.SUM,
        period: Duration.minutes(1),
      }),
      threshold: 1,
      reason: 'OpenSearch rejected log lines, or was unavailable for two hours; the lines are in the bucket of rejected documents for 30 days',
    });
  }

  private allowDelivery(domainArn: string, inVpc: boolean): void {
    const { role, failed } = this;
    allow(role, {
      actions: ['es:DescribeDomain', 'es:DescribeDomainConfig', 'es:DescribeDomains', 'es:ESHttpGet', 'es:ESHttpPost', 'es:ESHttpPut'],
      resources: [domainArn, `${domainArn}/*`],
      reason: 'Firehose describes the domain and writes documents to it; the wildcard covers its paths, which the domain\'s own roles restrict',
    });
    allow(role, {
      actions: ['s3:AbortMultipartUpload', 's3:GetBucketLocation', 's3:GetObject', 's3:ListBucket', 's3:ListBucketMultipartUploads', 's3:PutObject'],
      resources: [failed.bucketArn, failed.arnForObjects('*')],
      reason: 'documents that OpenSearch rejects are kept in a bucket; the wildcard is its objects, whose names Firehose generates',
    });
    const stream = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `${this.errors.logGroupName}:log-stream:${this.errorStream.logStreamName}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    allow(role, {
      actions: ['logs:PutLogEvents'],
      resources: [stream],
      reason: 'the reason why documents were rejected is logged',
    });
    if (!inVpc) return;
    allow(role, {
      actions: [
        'ec2:CreateNetworkInterface', 'ec2:CreateNetworkInterfacePermission', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcAttribute', 'ec2:DescribeVpcs',
      ],
      resources: ['*'],
      reason: 'Firehose creates network interfaces in the subnets of the domain; it requires these permissions for all resources',
    });
  }
}
