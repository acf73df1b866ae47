import { join } from 'node:path';
import { launchTask, newTaskId, statusOf } from './launch-task';
import type { CommandSettings } from './service-settings';
import type { TaskRevision } from './task-revision';
import { LOCALHOST, removeInstanceFiles } from '../../fleet';
import { ActionFailure, stopIfAsked } from '../../model/action-failure';
import { deadline } from '../../system/deadline';
import { shownOutput } from '../hosts/shown-output';
import { writtenBy } from '../hosts/why-failed';
import type { Work } from '../shape/resource';
import type { SecretVariable } from '../shape/secret-value';

const LAST_LINES = 30;

export interface CommandTaskParts {
  readonly environment: string;
  /** Folder that contains the environment's tasks. */
  readonly directory: string;
  readonly hidden: readonly string[];
  readonly closing: AbortSignal;
  readonly secret: (secret: SecretVariable) => Promise<string>;
}

/** Runs the command of `beforeDeployment` in a single task that receives no traffic. Resolves when it has succeeded. */
export async function runCommandTask(parts: CommandTaskParts, { timeoutSeconds }: CommandSettings, revision: TaskRevision,
  { reporter, signal }: Work): Promise<void> {
  const { environment, hidden, closing, secret } = parts;
  const id = newTaskId();
  const directory = join(parts.directory, 'instances', id);
  const timeout = deadline(timeoutSeconds * 1000);
  const over = AbortSignal.any([signal, closing, timeout]);
  const startedAt = new Date();
  // Without the line by which Python finds the packages of the revision.
  const command = revision.settings.command.join(' ').replace(/^export PYTHONPATH=.*\n/, '');
  reporter.within({ instance: id }).info('ecs.command', `${environment}: before the deployment, task ${id} runs: ${command}`);
  try {
    const { instance, ended } = await launchTask(
      { id, hidden, secret, revision, directory, availabilityZone: 'a', address: { host: LOCALHOST, port: 0 }, environment: {} }, reporter, over);
    const end = () => void instance.stop();
    over.addEventListener('abort', end, { once: true });
    // While its unit was being started, nobody listened.
    if (over.aborted) end();
    const status = await ended;
    over.removeEventListener('abort', end);
    await instance.stop();
    stopIfAsked(closing);
    stopIfAsked(signal);
    const written = writtenBy(id, revision.settings.containerName, parts.directory, startedAt);
    const lines = await shownOutput(written, reporter.within({ instance: id }));
    for (const line of lines) reporter.within({ instance: id }).info('build.output', line);
    if (status?.code === 0) return;
    const why = timeout.aborted ? `did not end within ${timeoutSeconds} s` : `ended with ${statusOf(status)}`;
    throw new ActionFailure(`the command before the deployment to ${environment} ${why}: nothing was deployed`,
      { environment, instance: id, lastLines: lines.slice(-LAST_LINES) });
  } catch (error) {
    // The run may have been stopped while the task was starting.
    stopIfAsked(closing);
    stopIfAsked(signal);
    throw error;
  } finally {
    // The log is kept for a while, like that of any task.
    for (const folder of ['disk', 'control']) await removeInstanceFiles(join(directory, folder));
  }
}
