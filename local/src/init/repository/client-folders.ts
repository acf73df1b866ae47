import { below, inside } from './names';
import type { Repository } from '../../checks/source/repository';

const CALLED = /^(?:[\w-]+\/)?(?:client|frontend|front-end|browser)\//;
/** A folder of that name may also be about customers. */
const OF_BROWSER = /(?:^|\/)index\.html$|\.(?:jsx|tsx|vue|svelte)$/;

/** Folders beside a server with the code of its client: what that requests or shows is no route of the server. */
export function clientFolders(repository: Repository, directory: string, start: string | undefined): string[] {
  const files = repository.filesBelow(directory).map((path) => inside(directory, path));
  const folders = new Set(files.flatMap((path) => CALLED.exec(path)?.[0] ?? []));
  return [...folders].filter((folder) => !start?.includes(folder) && files.some((path) => path.startsWith(folder) && OF_BROWSER.test(path)))
    .map((folder) => below(directory, folder));
}
