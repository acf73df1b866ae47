import type { Command } from 'commander';

export interface LazyCommand {
  readonly name: string;
  readonly summary: string;
  /** Internal: not shown in the help. */
  readonly hidden?: true;
  /** Imports the file of the command; its `command()` defines the options and the action. */
  load(): Promise<{ command(all: readonly LazyCommand[]): Command }>;
}
