import { Size, type Duration } from 'aws-cdk-lib';
import {
  AwsLogDriverMode, Capability, ContainerImage, FargateTaskDefinition, LinuxParameters, LogDrivers, OperatingSystemFamily, type ContainerDefinition,
  type CpuArchitecture,
} from 'aws-cdk-lib/aws-ecs';
import type { IRole, Role } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { taskSecrets, taskVariables } from './task-environment';
import type { ApplicationConfig } from '../../application/application-config';
import { acknowledge } from '../../core/acknowledge';
import type { SecretReference } from '../../data/secret-reference';

/** Where the revision is in the image. */
const DIRECTORY = '/app';

/** What a task runs. */
export interface TaskProgram {
  readonly family: string;
  readonly containerName: string;
  /** In place of that of the image. */
  readonly entryPoint?: string[];
  readonly command?: string[];
  /** What the streams of its log begin with. */
  readonly streamPrefix: string;
  /** Where it listens, if it does. */
  readonly port?: number;
}

/** What all tasks of an environment have in common. */
export interface TaskProps {
  readonly application: ApplicationConfig;
  readonly variables: Record<string, string>;
  readonly secrets: Record<string, SecretReference>;
  /** By its digest. */
  readonly image: string;
  readonly ownDirectory: boolean;
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly cpuArchitecture: CpuArchitecture;
  readonly user: string;
  readonly writableRootFileSystem: boolean;
  readonly taskRole: IRole;
  readonly executionRole: Role;
  readonly logGroup: ILogGroup;
  /** How long a task that is ended may finish its requests. */
  readonly stopTimeout: Duration;
}

/** The definition of a task: one container with the revision, which owns nothing but `/tmp`. */
export class Task extends Construct {
  readonly definition: FargateTaskDefinition;
  readonly container: ContainerDefinition;

  constructor(scope: Construct, id: string, private readonly props: TaskProps, private readonly program: TaskProgram) {
    super(scope, id);
    this.definition = new FargateTaskDefinition(this, 'Definition', {
      family: program.family,
      cpu: props.cpu,
      memoryLimitMiB: props.memoryMiB,
      runtimePlatform: { cpuArchitecture: props.cpuArchitecture, operatingSystemFamily: OperatingSystemFamily.LINUX },
      taskRole: props.taskRole,
      // Has every permission already: what aws-cdk-lib adds by itself would be the same twice.
      executionRole: props.executionRole.withoutPolicyUpdates(),
      volumes: [{ name: 'tmp' }],
    });
    this.container = this.addContainer();
    this.container.addMountPoints({ sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false });
    acknowledge(this.definition, 'AwsSolutions-ECS2', 'these variables are no secrets; secrets are given by reference');
  }

  private addContainer(): ContainerDefinition {
    const { props, program } = this;
    // Passes signals on and waits for children, which most applications do not.
    const linuxParameters = new LinuxParameters(this, 'Init', { initProcessEnabled: true });
    linuxParameters.dropCapabilities(Capability.ALL);
    return this.definition.addContainer('Application', {
      containerName: program.containerName,
      image: ContainerImage.fromRegistry(props.image),
      essential: true,
      entryPoint: program.entryPoint,
      command: program.command,
      workingDirectory: props.ownDirectory ? undefined : DIRECTORY,
      user: props.user,
      privileged: false,
      readonlyRootFilesystem: !props.writableRootFileSystem,
      linuxParameters,
      portMappings: program.port === undefined ? undefined : [{ containerPort: program.port }],
      environment: taskVariables(props.application, props.variables),
      secrets: taskSecrets(props.secrets),
      stopTimeout: props.stopTimeout,
      logging: LogDrivers.awsLogs({
        logGroup: props.logGroup,
        streamPrefix: program.streamPrefix,
        // A log that cannot be written must not stop an application.
        mode: AwsLogDriverMode.NON_BLOCKING,
        maxBufferSize: Size.mebibytes(25),
      }),
    });
  }
}
