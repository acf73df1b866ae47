import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { isMissing } from '../../system/atomic-file';

export interface LogFile {
  /** `web.service`, `cloud-init-output`, the logical id of a database. */
  readonly source: string;
  readonly instance?: string;
  /** Of a text file. */
  readonly path: string;
}

/** Where a host writes its logs, in the folder of its environment. */
export function hostLogFolder(environmentDirectory: string, hostId: string): string {
  return join(environmentDirectory, 'instances', hostId, 'logs');
}

/** The logs of an environment, whether a run is in progress or not: those of its hosts, running or not, and of its other resources. */
export async function logFilesOf(environmentDirectory: string): Promise<readonly LogFile[]> {
  const resources = join(environmentDirectory, 'resources');
  const ofResources = await Promise.all((await namesIn(resources)).map(async (id) => (
    (await logsIn(join(resources, id))).map(({ path }) => ({ source: id, path })))));
  return [...await hostLogFiles(environmentDirectory), ...ofResources.flat()];
}

/** The journal of each unit and the output of user data for instances, what the container wrote for tasks, and so on. */
export async function hostLogFiles(environmentDirectory: string): Promise<readonly LogFile[]> {
  const hosts = await namesIn(join(environmentDirectory, 'instances'));
  return (await Promise.all(hosts.map(async (instance) => (
    (await logsIn(hostLogFolder(environmentDirectory, instance))).map((log) => ({ instance, ...log })))))).flat();
}

async function logsIn(folder: string): Promise<{ readonly source: string; readonly path: string }[]> {
  const files = (await namesIn(folder)).filter((file) => extname(file) === '.log');
  return files.map((file) => ({ source: basename(file, '.log'), path: join(folder, file) }));
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
