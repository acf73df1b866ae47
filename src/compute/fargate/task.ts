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

/** Directory of the revision in the image. */
const DIRECTORY = '/app';

/** Program of a task. */
export interface TaskProgram {
  readonly family: string;
  readonly containerName: string;
  /** In place of the image's own. */
  readonly entryPoint?: string[];
  readonly command?: string[];
  /** Prefix of its log streams. */
  readonly streamPrefix: string;
  /** Port that it listens on, if any. */
  readonly port?: number;
}

/** What all tasks of an environment have in common. */
export interface TaskProps {
  readonly application: ApplicationConfig;
  readonly variables: Record<string, string>;
  readonly secrets: Record<string, SecretReference>;
  /** Image, by its digest. */
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
  /** How long a task that is stopped may finish its requests. */
  readonly stopTimeout: Duration;
}

/** The definition of a task: one container with the revision, which may write only to `/tmp`. */
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
      // It has every permission already: aws-cdk-lib would only add duplicates.
      executionRole: props.executionRole.withoutPolicyUpdates(),
      volumes: [{ name: 'tmp' }],
    });
    this.container = this.addContainer();
    this.container.addMountPoints({ sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false });
    acknowledge(this.definition, 'AwsSolutions-ECS2', 'these variables are not secrets; secrets are passed by reference');
  }

  private addContainer(): ContainerDefinition {
    const { props, program } = this;
    // Forwards signals and reaps children, which most applications do not.
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
        // An application must not stop because its log cannot be written.
        mode: AwsLogDriverMode.NON_BLOCKING,
        maxBufferSize: Size.mebibytes(25),
      }),
    });
  }
}
