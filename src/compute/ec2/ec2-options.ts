import type { IMachineImage, InstanceType, ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { HostImage } from './host-image';
import type { InPlace } from './in-place';
import type { IProvisioning } from '../../provisioning/provisioning-config';

/** Size and kind of an EC2 fleet. */
export interface Ec2Options {
  /**
   * Fewest instances, 1 to 1000. With one instance a deployment in place is an outage.
   *
   * @default 2
   */
  readonly minCapacity?: number;

  /**
   * Most instances, up to 2000. More than `minCapacity` gives scaling room to work.
   *
   * @default - twice `minCapacity`
   */
  readonly maxCapacity?: number;

  /**
   * Type of the instances. With a Graviton type, such as t4g.small, they get the arm64 image, and what the build packs must run there: native
   * modules too. A change replaces every instance, one after another.
   *
   * @default - t3.small, about 15 USD a month each
   */
  readonly instanceType?: InstanceType;

  /**
   * More types, 1 to 39, of the same architecture as `instanceType` and about its size, for when it is not to be had. Those before are preferred on
   * demand; Spot Instances are taken from where the most capacity is left. A change replaces every instance, one after another.
   *
   * @default - instances are of `instanceType` only
   */
  readonly moreInstanceTypes?: InstanceType[];

  /**
   * Percentage of the instances that are Spot Instances, 0 to 100: cheaper, but reclaimed by EC2 with two minutes' notice. With
   * `onDemandBaseCapacity` that many instances are always On-Demand. Two or more instance types make a shortage less likely.
   * A change replaces every instance, one after another.
   *
   * @default 0
   */
  readonly spotPercentage?: number;

  /**
   * Instances that are On-Demand Instances before `spotPercentage` counts, 0 to `minCapacity`.
   *
   * @default 0
   */
  readonly onDemandBaseCapacity?: number;

  /**
   * Machine image of the instances: one that comes from Amazon Linux 2023, or has bash, systemd, dnf and curl like it, for the architecture of
   * `instanceType`. Node.js at `/usr/local/bin/node` and an active `codedeploy-agent` stay as they are where it brings them. A change
   * replaces every instance, one after another.
   *
   * @default - the newest Amazon Linux 2023 at each release
   */
  readonly machineImage?: IMachineImage;

  /**
   * Bakes a machine image of the environment's own from `machineImage`, with Node.js, the CodeDeploy agent and everything in `provisioning`: hosts
   * boot without downloading. Needs a network with access to the internet. Turning it on or off replaces every instance, one after another.
   *
   * @default - each host installs at its first boot
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/baked-images.md
   */
  readonly image?: HostImage;

  /**
   * Device name of the root volume, as defined by the machine image.
   *
   * @default - /dev/xvda, as Amazon Linux has it
   */
  readonly rootDeviceName?: string;

  /**
   * Scripts, packages, playbooks and cloud-config documents that run as root at the first boot, in this order, after Node.js is there and before
   * the CodeDeploy agent, so before any revision. Each has a log in `/var/log/gostyle` and reports how long it took; if one fails the instance gets
   * no revision, and is replaced. They are in user data as long as they fit into its 16 KB, otherwise in an asset of the commit, which the pipeline
   * publishes: never put a secret there. A change replaces every instance, one after another. A local run runs the very same.
   *
   * @default - none
   */
  readonly provisioning?: IProvisioning[];

  /**
   * Release of the CodeDeploy agent, with its build, as its package in `releases/` of AWS's bucket is named. Version 1 reads YAML 1.1 and needs
   * Ruby; version 2 is optional and not imitated by local runs. A change replaces every instance, one after another.
   *
   * @default '1.8.1-26'
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent.html
   */
  readonly codeDeployAgent?: string;

  /**
   * Security groups of the instances besides their own, from `SecurityGroup.fromSecurityGroupId`, up to 4. A change replaces every instance.
   *
   * @default - none
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Average CPU that scaling aims at, in percent, 10 to 90.
   *
   * @default 60
   */
  readonly targetCpuPercent?: number;

  /**
   * Requests a minute and instance that scaling aims at.
   *
   * @default - instances are added and removed by CPU alone
   */
  readonly targetRequestsPerMinute?: number;

  /**
   * Size of the encrypted root volume in GiB, 8 to 1000. A change replaces every instance, one after another.
   *
   * @default 20
   */
  readonly volumeSizeGiB?: number;

  /**
   * Role of the instances, from `Role.fromRoleArn` or `Role.fromRoleName`: in the account of the environment, and one that
   * `ec2.amazonaws.com` may assume. What instances need is added to it by a policy of the environment's stack; a role with
   * `mutable: false`, or of another account than the stack's that it was imported in, is not changed, and a warning lists what it must allow.
   *
   * @default - a role of the environment's own
   */
  readonly instanceRole?: IRole;

  /**
   * How a revision gets to the instances.
   *
   * @default InPlace.oneAtATime()
   */
  readonly deployment?: InPlace;
}
