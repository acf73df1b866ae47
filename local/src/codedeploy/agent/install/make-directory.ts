import { mkdirSync } from 'node:fs';
import type { CleanupFile } from './cleanup-file';
import type { Instruction } from './instruction';
import { calling } from '../ruby/errno';

export class MakeDirectory implements Instruction {
  constructor(private readonly directory: string) {}

  execute(cleanup: CleanupFile): void {
    calling('dir_s_mkdir', this.directory, () => mkdirSync(this.directory));
    cleanup.add(this.directory);
  }

  toJSON(): object {
    return { type: 'mkdir', directory: this.directory };
  }
}
