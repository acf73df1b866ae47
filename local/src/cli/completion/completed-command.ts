import type { Command, Option } from 'commander';
import type { LazyCommand } from '../lazy-command';

/** What kind of value follows an option. */
export type Value = 'none' | 'directory' | 'file' | 'text' | readonly string[];

export interface CompletedOption {
  /** Including its dashes. */
  readonly name: string;
  readonly description: string;
  readonly value: Value;
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** What kind of value its arguments are. */
  readonly argument: Value;
}

/** All commands and options that appear in the help. */
export async function completedCommands(all: readonly LazyCommand[]): Promise<CompletedCommand[]> {
  return Promise.all(all.filter(({ hidden }) => !hidden).map(async ({ name, summary, load }) => {
    const command = (await load()).command(all);
    return { name, summary, options: [...command.options.map(optionOf), ...COMMON], argument: argumentOf(command) };
  }));
}

const COMMON: readonly CompletedOption[] = [
  { name: '--help', description: 'show the help', value: 'none' },
  { name: '--no-color', description: 'print no colours', value: 'none' },
];

function optionOf(option: Option): CompletedOption {
  return { name: option.long ?? option.short ?? '', description: option.description, value: valueOf(option) };
}

function valueOf({ argChoices, flags, required, optional }: Option): Value {
  if (argChoices) return argChoices;
  if (!required && !optional) return 'none';
  return kindOf(flags);
}

function argumentOf({ registeredArguments: [first] }: Command): Value {
  if (!first) return 'none';
  return first.argChoices ?? kindOf(first.name());
}

/** Derives the kind from the placeholder in the help. */
function kindOf(text: string): Value {
  if (/\bdir/i.test(text)) return 'directory';
  return /\b(file|bundle|path)\b/i.test(text) ? 'file' : 'text';
}
