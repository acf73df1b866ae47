import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Repository } from '../../src/checks/source/repository';
import { findApplications, type FoundApplication } from '../../src/init';

const directories: string[] = [];

/** For tests that use `applicationsIn`. */
export function removeRepositoriesAfterEachTest(): void {
  afterEach(() => directories.splice(0).forEach((directory) => rmSync(directory, { recursive: true, force: true })));
}

/** What `gostyle init` finds in a repository with these files. */
export function applicationsIn(files: Record<string, string | object>): FoundApplication[] {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-repository-'));
  directories.push(directory);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return findApplications(new Repository(directory));
}
