import { closeSync, existsSync, openSync, readFileSync, rmdirSync, unlinkSync, writeSync } from 'node:fs';
import { runCommand } from './run-command';
import { strip } from '../ruby/calls';
import { calling, codeOf } from '../ruby/errno';
import { isDirectory, isSymbolicLink } from '../ruby/file-test';

const CONTEXT_PREFIX = 'semanage\0';

/** Lists what an installation has created, one path per line, written as it happens. The next installation removes it. */
export class CleanupFile {
  private readonly descriptor: number;

  constructor(path: string) {
    this.descriptor = openSync(path, 'w');
  }

  add(path: string): void {
    writeSync(this.descriptor, `${path}\n`);
  }

  addContext(path: string): void {
    this.add(`${CONTEXT_PREFIX}${path}`);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** Removes everything listed in a cleanup file in reverse order, then the file itself. */
export function cleanUp(path: string): void {
  if (!existsSync(path)) return;
  for (const line of completeLines(readFileSync(path, 'utf8')).reverse()) {
    if (line.startsWith(CONTEXT_PREFIX)) runCommand('semanage', ['fcontext', '-d', strip(line.slice(CONTEXT_PREFIX.length))]);
    else removePath(strip(line));
  }
  unlinkSync(path);
}

/** A last line without a line break was not completed by an agent that was killed. */
function completeLines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

/** Files are removed even if they were modified; directories only if empty. */
function removePath(path: string): void {
  if (isSymbolicLink(path) || (existsSync(path) && !isDirectory(path))) return calling('apply2files', path, () => unlinkSync(path));
  if (!existsSync(path)) return;
  try {
    rmdirSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOTEMPTY') throw error;
  }
}
