import type { IMachineImage, InstanceType, ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { HostImage } from './host-image';
import type { InPlace } from './in-place';
import type { IProvisioning } from '../../provisioning/provisioning-config';

/** Size and kind of an EC2 fleet. */
export interface Ec2Options {
  /**
   * Fewest instances, 1 to 1000. With one instance an in-place deployment is an outage.
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
   * Type of the instances. With a Graviton type, such as t4g.small, they get the arm64 image, and the revision must run on it: native
   * modules, too. A change replaces every instance, one after another.
   *
   * @default - t3.small, about 15 USD a month each
   */
  readonly instanceType?: InstanceType;

  /**
   * More types, 1 to 39, of the architecture and about the size of `instanceType`, for when that is unavailable. On-Demand Instances use
   * the first type with capacity, Spot Instances the one with the most spare capacity. A change replaces every instance, one after another.
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
   * Instances that are always On-Demand, before `spotPercentage` counts, 0 to `minCapacity`.
   *
   * @default 0
   */
  readonly onDemandBaseCapacity?: number;

  /**
   * Machine image of the instances: Amazon Linux 2023, or one based on it that has bash, systemd, dnf and curl, for the architecture of
   * `instanceType`. Node.js at `/usr/local/bin/node` and an active `codedeploy-agent` are left alone if the image has them. A change
   * replaces every instance, one after another.
   *
   * @default - the newest Amazon Linux 2023 at each release
   */
  readonly machineImage?: IMachineImage;

  /**
   * Bakes the environment's own machine image from `machineImage`, with Node.js, the CodeDeploy agent and everything in `provisioning`: hosts
   * boot without downloads. Needs a network with internet access. Turning it on or off replaces every instance, one after another.
   *
   * @default - each host installs them at its first boot
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/baked-images.md
   */
  readonly image?: HostImage;

  /**
   * Device name of the root volume, as defined by the machine image.
   *
   * @default - /dev/xvda, as in Amazon Linux
   */
  readonly rootDeviceName?: string;

  /**
   * Scripts, packages, playbooks and cloud-config documents that run as root at the first boot, in this order, after Node.js is installed and before
   * the CodeDeploy agent, so before any revision. Each has a log in `/var/log/gostyle` and reports its duration; if one fails, the instance gets
   * no revision and is replaced. They are part of user data if they fit into its 16 KB, otherwise an asset of the commit, which the pipeline
   * publishes: never put a secret there. A change replaces every instance, one after another. A local run runs them, too.
   *
   * @default - none
   */
  readonly provisioning?: IProvisioning[];

  /**
   * Release of the CodeDeploy agent, with its build number, as in the name of its package in AWS's bucket. Version 1 reads YAML 1.1 and needs
   * Ruby; version 2 is optional and not simulated by local runs. A change replaces every instance, one after another.
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
   * Target of scaling: average CPU in percent, 10 to 90.
   *
   * @default 60
   */
  readonly targetCpuPercent?: number;

  /**
   * Target of scaling: requests per instance in a minute.
   *
   * @default - scaling by CPU only
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
   * How revisions are deployed to the instances.
   *
   * @default InPlace.oneAtATime()
   */
  readonly deployment?: InPlace;
}
