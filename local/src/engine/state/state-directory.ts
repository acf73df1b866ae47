import { chmod, lstat, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { formatOf } from './file-formats';
import { checkLayout } from './state-layout';
import { StateLock } from './state-lock';
import { UserError } from '../../messages/user-error';
import { isMissing, writeJson } from '../../system/atomic-file';
import { makeFolder } from '../../system/make-folder';
import { readStoredFile, UnreadableFile } from '../../system/stored-file';

const README = `What \`gostyle run\` keeps between runs. Delete this folder to start from scratch.

executions/ID/        execution.json, messages.jsonl (the log), artifacts/NAME/ (what its actions made),
                      test-report.json, failure.json
revisions/            each revision once, as an archive; every environment gets the same file
images/HASH/          what stands in for the image of a revision, for tasks
environments/NAME/    environment.json, auto-scaling-group.json, instances/ID/ (what an instance wrote, its logs),
                      resources/ID/ (what a database or another resource keeps)
cache/PROJECT/        what buildspec.yml asks to keep (\`cache.paths\`)
certificate.pem       what a client of \`gostyle run --https\` has to trust: one certificate for each run
assembly/             the cloud assembly that the pipeline runs from: the last one that could be read
lock                  the runner that uses this folder
run.json              where that runner listens, and its token (as long as it runs)
`;

/** A folder that contains other things but none of these is not ours. */
export const OWN_FOLDERS = new Set(['revisions', 'executions', 'environments', 'assembly']);

/** The layout of the state directory: all paths in it are defined here. */
export class StateDirectory {
  static async open(path: string): Promise<StateDirectory> {
    const root = resolve(path);
    await makePrivate(root);
    checkLayout(root);
    // Mounted into instances, so it must exist before the first one boots.
    await mkdir(join(root, 'revisions'), { recursive: true, mode: 0o700 });
    const lock = await StateLock.take(lockOf(root), ', or give this run a directory of its own with `--state`');
    await writeOnce(join(root, '.gitignore'), '*\n');
    await writeOnce(join(root, 'README'), README);
    return new StateDirectory(root, lock);
  }

  /** For reading what a run has left, without the lock; `undefined` if no run has used the folder. */
  static async find(path: string): Promise<StateDirectory | undefined> {
    const root = resolve(path);
    const names = await readdir(root).catch(() => []);
    if (!names.some((name) => OWN_FOLDERS.has(name))) return undefined;
    checkLayout(root);
    return new StateDirectory(root);
  }

  private constructor(readonly root: string, private readonly lock?: StateLock) {}

  isInUse(): Promise<boolean> {
    return StateLock.isTaken(lockOf(this.root));
  }

  readonly assembly = () => join(this.root, 'assembly');
  readonly executions = () => join(this.root, 'executions');
  readonly execution = (id: string) => join(this.root, 'executions', id);
  readonly executionFile = (id: string) => join(this.execution(id), 'execution.json');
  readonly messages = (id: string) => join(this.execution(id), 'messages.jsonl');
  readonly artifact = (id: string, name: string) => join(this.execution(id), 'artifacts', name);
  readonly failure = (id: string) => join(this.execution(id), 'failure.json');
  readonly testReport = (id: string) => join(this.execution(id), 'test-report.json');
  readonly certificate = () => join(this.root, 'certificate.pem');
  readonly revisions = () => join(this.root, 'revisions');
  readonly images = () => join(this.root, 'images');
  readonly environments = () => join(this.root, 'environments');
  readonly environment = (name: string) => join(this.root, 'environments', name);
  readonly environmentFile = (name: string) => join(this.environment(name), 'environment.json');
  readonly cache = (project: string) => join(this.root, 'cache', project);

  /** The runner writes files atomically, but someone may have edited them. */
  async read<T>(path: string): Promise<T | undefined> {
    try {
      return await readStoredFile<T>(path, formatOf(path));
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      throw new UserError(`${path} cannot be read: ${error.reason}; fix it, or delete ${this.root} to start from scratch`);
    }
  }

  write(path: string, value: unknown): Promise<void> {
    return writeJson(path, value);
  }

  async close(): Promise<void> {
    await this.lock?.release();
  }
}

function lockOf(root: string): string {
  return join(root, 'lock');
}

/** Logs, environment files and artifacts may hold anything that programs write, so other users get no access. */
async function makePrivate(root: string): Promise<void> {
  makeFolder(root, 0o700);
  const found = await lstat(root);
  const user = process.getuid?.();
  if (!found.isDirectory() || (user !== undefined && user !== 0 && found.uid !== user)) {
    throw new UserError(`the state directory ${root} must be a folder that belongs to you, not a link to one; name another one with \`--state\``);
  }
  const names = await readdir(root);
  if (names.length > 0 && !names.some((name) => OWN_FOLDERS.has(name))) {
    throw new UserError(`the state directory ${root} contains other files (${names[0]}); name a new folder with \`--state\``);
  }
  await chmod(root, 0o700);
}

async function writeOnce(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
