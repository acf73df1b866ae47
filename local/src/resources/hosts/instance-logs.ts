import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { isMissing } from '../../system/atomic-file';
import type { LogFile } from '../shape/resource';

/** The journal of each unit and the output of user data, for every instance of a fleet, running or not. */
export async function instanceLogs(directory: string): Promise<readonly LogFile[]> {
  const instances = await namesIn(join(directory, 'instances'));
  const logs = await Promise.all(instances.map(async (instance) => {
    const folder = join(directory, 'instances', instance, 'logs');
    const files = (await namesIn(folder)).filter((file) => extname(file) === '.log');
    return files.map((file) => ({ instance, source: basename(file, '.log'), path: join(folder, file) }));
  }));
  return logs.flat();
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
