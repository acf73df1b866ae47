import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { EcsDeployment } from './ecs-deployment';

/** Size and number of tasks on AWS Fargate, and how their image is built. */
export interface FargateOptions {
  /**
   * Command that starts the application, as a list of arguments: `['node', 'dist/main.js']`. It runs in `/app`, which holds the revision.
   *
   * @default - the command of the `dockerfile`; required without one
   */
  readonly command?: string[];

  /**
   * Base image of the revision. It must have the application's runtime, in the architecture of `cpuArchitecture`, and be pulled without a
   * password or from a registry that the build may read.
   *
   * @default - the image of the application's runtime, for Node.js `public.ecr.aws/docker/library/node`
   */
  readonly baseImage?: string;

  /**
   * Path of a Dockerfile in the repository, in place of `baseImage`. Its build context is the artifact `Application`, which is already
   * compiled. It must declare `VOLUME /tmp`, or the application cannot write there.
   *
   * @default - a generated one that copies the revision onto `baseImage`
   */
  readonly dockerfile?: string;

  /**
   * How many images the pipeline's repository keeps, 10 to 10000. An environment whose image has expired can neither start tasks nor roll back to it,
   * so keep more than the number of builds between two releases of the slowest environment.
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
   * @default 512 - with 1024 MiB, about 18 USD a month for each task
   */
  readonly cpu?: number;

  /**
   * Memory of a task in MiB, a size that Fargate offers for its `cpu`. A task that needs more is killed. A change is a deployment.
   *
   * @default - two MiB for each unit of `cpu`, the minimum
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
   */
  readonly memoryMiB?: number;

  /**
   * Architecture of the tasks. ARM64 costs a fifth less; the image and the revision must be built for it. A change is a deployment.
   *
   * @default CpuArchitecture.X86_64
   */
  readonly cpuArchitecture?: CpuArchitecture;

  /**
   * Percentage of the tasks on Fargate Spot, 0 to 100: about a third of the price, but interrupted with two minutes' notice. A change is
   * a deployment.
   *
   * @default 0
   */
  readonly spotPercentage?: number;

  /**
   * Tasks that are never on Spot, before `spotPercentage` counts, 0 to `minCapacity`.
   *
   * @default 0
   */
  readonly onDemandBaseCapacity?: number;

  /**
   * Target of scaling: average CPU in percent, 10 to 90.
   *
   * @default 60
   */
  readonly targetCpuPercent?: number;

  /**
   * Target of scaling: requests per task in a minute.
   *
   * @default - scaling by CPU only
   */
  readonly targetRequestsPerMinute?: number;

  /**
   * User and group that the application runs as, by number, 1 to 2147483647.
   *
   * @default '10001:10001'
   */
  readonly user?: string;

  /**
   * Whether the application may write to its root file system. It may always write to `/tmp`.
   *
   * @default false
   */
  readonly writableRootFileSystem?: boolean;

  /**
   * Whether users with permission may open a shell in a running task with `aws ecs execute-command`. It needs a
   * `writableRootFileSystem`, because the agent of Systems Manager writes to it.
   *
   * @default false
   */
  readonly executeCommand?: boolean;

  /**
   * How long to keep the application's log.
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
   * How a revision replaces the previous one.
   *
   * @default EcsDeployment.rolling()
   */
  readonly deployment?: EcsDeployment;
}
