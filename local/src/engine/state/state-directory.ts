import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StateLock } from './state-lock';
import { UserError } from '../../messages/user-error';
import { isMissing, readJson, writeJson } from '../../system/atomic-file';

const README = `What \`gostyle run\` keeps between runs. Delete this folder to start again with nothing.

executions/ID/        execution.json, messages.jsonl (the log), artifacts/NAME/ (what its actions made),
                      test-report.json, failure.json
revisions/            each revision once, as an archive; every environment gets the same file
environments/NAME/    environment.json, auto-scaling-group.json, instances/ID/ (what an instance wrote, its logs)
cache/PROJECT/        what buildspec.yml asks to keep (\`cache.paths\`)
assembly/             the cloud assembly that the pipeline runs from: the last one that could be read
lock                  the runner that uses this folder
`;

/** The layout of the state directory: every path in it is made here. */
export class StateDirectory {
  static async open(path: string): Promise<StateDirectory> {
    const root = resolve(path);
    // Instances read the revisions: the folder is there before the first one boots.
    await mkdir(join(root, 'revisions'), { recursive: true });
    const lock = await StateLock.take(join(root, 'lock'));
    await writeOnce(join(root, '.gitignore'), '*\n');
    await writeOnce(join(root, 'README'), README);
    return new StateDirectory(root, lock);
  }

  private constructor(readonly root: string, private readonly lock: StateLock) {}

  readonly assembly = () => join(this.root, 'assembly');
  readonly executions = () => join(this.root, 'executions');
  readonly execution = (id: string) => join(this.root, 'executions', id);
  readonly executionFile = (id: string) => join(this.execution(id), 'execution.json');
  readonly messages = (id: string) => join(this.execution(id), 'messages.jsonl');
  readonly artifact = (id: string, name: string) => join(this.execution(id), 'artifacts', name);
  readonly failure = (id: string) => join(this.execution(id), 'failure.json');
  readonly testReport = (id: string) => join(this.execution(id), 'test-report.json');
  readonly revisions = () => join(this.root, 'revisions');
  readonly environment = (name: string) => join(this.root, 'environments', name);
  readonly environmentFile = (name: string) => join(this.environment(name), 'environment.json');
  readonly cache = (project: string) => join(this.root, 'cache', project);

  /** What this runner wrote is whole; somebody else may have been there. */
  async read<T>(path: string): Promise<T | undefined> {
    try {
      return await readJson<T>(path);
    } catch (error) {
      throw new UserError(`${path} cannot be read (${(error as Error).message}); repair it, or delete ${this.root} to start again with nothing`);
    }
  }

  write(path: string, value: unknown): Promise<void> {
    return writeJson(path, value);
  }

  async close(): Promise<void> {
    await this.lock.release();
  }
}

async function writeOnce(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
