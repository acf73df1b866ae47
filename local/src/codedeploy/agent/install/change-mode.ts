import { chmodSync } from 'node:fs';
import type { Instruction } from './instruction';
import { calling } from '../ruby/errno';

export class ChangeMode implements Instruction {
  constructor(private readonly file: string, private readonly mode: string) {}

  execute(): void {
    calling('apply2files', this.file, () => chmodSync(this.file, parseInt(this.mode, 8)));
  }

  toJSON(): object {
    return { type: 'chmod', mode: this.mode, file: this.file };
  }
}
