import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { EcsDeployment } from './ecs-deployment';

/** Size and kind of tasks on AWS Fargate, and how their image is built. */
export interface FargateOptions {
  /**
   * Command that starts the application, each argument by itself: `['node', 'dist/main.js']`. Its directory is `/app`, where the revision is.
   *
   * @default - the command of the `dockerfile`; without one it must be given
   */
  readonly command?: string[];

  /**
   * Image that the revision is put on. It must have the application's runtime, in the architecture of `cpuArchitecture`, and be pulled without a
   * password or from a registry that the build may read.
   *
   * @default - the image of the application's runtime, for Node.js `public.ecr.aws/docker/library/node`
   */
  readonly baseImage?: string;

  /**
   * Path of a Dockerfile in the repository, in place of `baseImage`. What it copies is the artifact `Application`, with the paths that it has there:
   * the build has compiled already. It must declare `VOLUME /tmp`, or the application cannot write there.
   *
   * @default - one that puts the revision on `baseImage`
   */
  readonly dockerfile?: string;

  /**
   * How many images the pipeline's repository keeps, 10 to 10000. An environment whose image was expired can neither start tasks nor go back to it,
   * so
   * it must be more than the builds between two releases of the slowest environment.
   *
   * @default 200
   */
  readonly keptImages?: number;

  /**
   * Fewest tasks, 1 to 1000.
   *
   * @default 2
   */
  readonly minCapacity?: number;

  /**
   * Most tasks, up to 5000. More than `minCapacity` gives scaling room to work.
   *
   * @default - twice `minCapacity`
   */
  readonly maxCapacity?: number;

  /**
   * CPU of a task in units, 1024 for a vCPU: 256, 512, 1024, 2048, 4096, 8192 or 16384. A change is a deployment.
   *
   * @default 512 - with 1024 MiB about 18 USD a month for each task
   */
  readonly cpu?: number;

  /**
   * Memory of a task in MiB, one that Fargate has for its `cpu`. A task that needs more is ended. A change is a deployment.
   *
   * @default - twice as many MiB as `cpu` has units, the least there is
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
   */
  readonly memoryMiB?: number;

  /**
   * Architecture of the tasks. ARM64 costs a fifth less; the image and the build's output must be built for it. A change is a deployment.
   *
   * @default CpuArchitecture.X86_64
   */
  readonly cpuArchitecture?: CpuArchitecture;

  /**
   * Percentage of the tasks that are on Fargate Spot, 0 to 100: about a third of the price, and reclaimed with two minutes' notice. A change is
   * a deployment.
   *
   * @default 0
   */
  readonly spotPercentage?: number;

  /**
   * Tasks that are never on Spot before `spotPercentage` counts, 0 to `minCapacity`.
   *
   * @default 0
   */
  readonly onDemandBaseCapacity?: number;

  /**
   * Average CPU that scaling aims at, in percent, 10 to 90.
   *
   * @default 60
   */
  readonly targetCpuPercent?: number;

  /**
   * Requests a minute and task that scaling aims at.
   *
   * @default - tasks are added and removed by CPU alone
   */
  readonly targetRequestsPerMinute?: number;

  /**
   * User, and group, that the application runs as, by number. 0 is refused.
   *
   * @default '10001:10001'
   */
  readonly user?: string;

  /**
   * Whether the application may write to its root file system. `/tmp` it may write to always.
   *
   * @default false
   */
  readonly writableRootFileSystem?: boolean;

  /**
   * Whether users with the permission may open a shell in a running task with `aws ecs execute-command`. It needs a
   * `writableRootFileSystem`, because the agent of Systems Manager writes to it.
   *
   * @default false
   */
  readonly executeCommand?: boolean;

  /**
   * How long the log of the application is kept.
   *
   * @default - that of the environment's `logs`, otherwise RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * Security groups of the tasks besides their own, from `SecurityGroup.fromSecurityGroupId`, up to 4. A change is a deployment.
   *
   * @default - none
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * How a revision takes the place of the one before.
   *
   * @default EcsDeployment.rolling()
   */
  readonly deployment?: EcsDeployment;
}
