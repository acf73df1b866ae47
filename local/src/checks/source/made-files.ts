import { posix } from 'node:path';
import { clean, type Repository } from './repository';
import type { Revision } from './revision';
import type { AppSpec } from '../../codedeploy/agent/appspec/app-spec';

/** Folders that packages also put files into: a script that mentions one of them proves nothing. */
const SHARED_FOLDERS = ['/', '/etc', '/etc/default', '/etc/sysconfig', '/opt', '/run', '/tmp', '/usr/local/etc', '/var/lib'];

/** Knows which files exist on an instance after a deployment, as far as the repository shows. */
export class MadeFiles {
  private scriptText?: string;

  constructor(private readonly repository: Repository, private readonly revision: Revision, private readonly appSpec: AppSpec) {}

  /** Whether the deployment copies a file to this absolute path, or a script of the revision may write it. */
  mayHave(path: string): boolean {
    return this.copies(path) || this.isWritten(path);
  }

  /** Whether a script of the repository names this absolute path. A hook script that the build creates may. */
  mentions(path: string): boolean {
    const scripts = this.scripts();
    return scripts === undefined || scripts.includes(path)
      || this.repository.filesBelow('.').some((each) => /\.(ba)?sh$/.test(each) && this.repository.read(each)?.includes(path));
  }

  private copies(path: string): boolean {
    return this.appSpec.files.some(({ source, destination }) => {
      if (typeof source !== 'string' || typeof destination !== 'string') return true;
      const folder = clean(destination);
      if (this.revision.copiesFile(source)) return clean(`${folder}/${posix.basename(source)}`) === path;
      if (!path.startsWith(folder === '/' ? '/' : `${folder}/`)) return false;
      return this.revision.file(clean(`${source}/${path.slice(folder.length)}`)).status !== 'missing';
    });
  }

  private isWritten(path: string): boolean {
    const scripts = this.scripts();
    const folder = posix.dirname(path);
    return scripts === undefined || scripts.includes(posix.basename(path)) || (!SHARED_FOLDERS.includes(folder) && scripts.includes(folder));
  }

  /** The text of all hook scripts and the files beside them, which they may call; undefined if the build creates any of them. */
  private scripts(): string | undefined {
    if (this.scriptText !== undefined) return this.scriptText;
    const folders = new Set<string>();
    for (const { location } of [...this.appSpec.hooks.values()].flat()) {
      const script = this.revision.file(location);
      if (!('path' in script) || script.path === undefined) return undefined;
      folders.add(posix.dirname(script.path));
    }
    const beside = [...folders].flatMap((folder) => this.repository.namesIn(folder).map((name) => clean(`${folder}/${name}`)));
    const scripts = beside.filter((path) => !/\.(service|timer|socket|target|path)$/.test(path));
    this.scriptText = scripts.map((path) => this.repository.read(path) ?? '').join('\n');
    return this.scriptText;
  }
}
