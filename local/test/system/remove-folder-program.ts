// Removes folders as an ordinary user, and prints which ones are left and why.
import { existsSync } from 'node:fs';
import { removeFolder } from '../../src/system/remove-folder';

async function tryAll(folders: readonly string[]): Promise<unknown> {
  return Promise.all(folders.map(async (folder) => {
    const error = await removeFolder(folder).then(() => undefined, ({ code }: NodeJS.ErrnoException) => code);
    return { isLeft: existsSync(folder), error };
  }));
}

void tryAll(process.argv.slice(2)).then((result) => process.stdout.write(JSON.stringify(result)));
