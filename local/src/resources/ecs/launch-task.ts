import { randomBytes } from 'node:crypto';
import type { TaskRevision } from './task-revision';
import { IMAGE_FOLDER, taskUnit } from './task-unit';
import { launchService, type HostAddress, type RunningService } from '../../fleet';
import type { Reporter } from '../../messages/reporter';
import type { ExitStatus } from '../../model/instance';
import type { SecretVariable } from '../shape/secret-value';

export interface LaunchedTask {
  readonly id: string;
  readonly availabilityZone: string;
  /** Where its application should listen. */
  readonly address: HostAddress;
  readonly revision: TaskRevision;
  /** Folder for its files and logs. */
  readonly directory: string;
  /** Paths of this machine that are hidden from it. */
  readonly hidden: readonly string[];
  /** Variables specific to this task. */
  readonly environment: Readonly<Record<string, string>>;
  /** Returns the value of one of the container's secrets. */
  readonly secret: (secret: SecretVariable) => Promise<string>;
}

export function newTaskId(): string {
  return randomBytes(16).toString('hex').slice(0, 12);
}

/** Starts the container of a task definition in a sandbox, with the files of its image. */
export async function launchTask(task: LaunchedTask, reporter: Reporter, signal: AbortSignal): Promise<RunningService> {
  const { settings, image } = task.revision;
  const environment: Record<string, string> = { ...settings.environment };
  for (const secret of settings.secrets) environment[secret.name] = await task.secret(secret);
  Object.assign(environment, task.environment);
  signal.throwIfAborted();
  return launchService({
    id: task.id,
    availabilityZone: task.availabilityZone,
    ...task.address,
    userData: '',
    container: { name: settings.containerName, ...settings.logBufferBytes !== undefined && { bufferBytes: settings.logBufferBytes } },
    environmentFile: '/etc/gostyle/environment',
    environment: {},
    directory: task.directory,
    ...image.configuration
      ? { copied: { [IMAGE_FOLDER]: image.directory } }
      : { shared: { [settings.workingDirectory ?? '/app']: image.directory } },
    hidden: task.hidden,
  }, taskUnit(settings, environment, image.configuration), reporter, signal);
}

export function statusOf(status: ExitStatus | undefined): string {
  if (!status) return 'an unknown status';
  return status.signal ? `signal ${status.signal}` : `exit status ${status.code}`;
}
