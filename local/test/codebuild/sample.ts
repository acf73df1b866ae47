import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BuildResult, BuildSettings } from '../../src/codebuild';
import { Build } from '../../src/codebuild';

type TreeEntry = string | { readonly content?: string; readonly mode?: string | number; readonly symlink?: string };
export type Tree = Readonly<Record<string, TreeEntry>>;

export interface SampleOptions extends Omit<Partial<BuildSettings>, 'source' | 'secondarySources'> {
  readonly tree?: Tree;
  readonly secondarySources?: Readonly<Record<string, Tree>>;
}

export interface Sample {
  readonly result: BuildResult;
  readonly log: readonly string[];
  /** The content of a file of an artifact. */
  artifactFile(path: string): string;
}

const directories: string[] = [];

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-test-'));
  directories.push(directory);
  return directory;
}

export function removeTemporaryDirectories(): void {
  directories.splice(0).forEach((directory) => rmSync(directory, { recursive: true, force: true }));
}

/** Builds a source that consists of a buildspec and a few files. */
export async function build(buildspec: string | undefined, { tree = {}, secondarySources = {}, ...settings }: SampleOptions = {}): Promise<Sample> {
  const root = temporaryDirectory();
  const source = writeTree(join(root, 'source'), { ...tree, ...(buildspec !== undefined && { 'buildspec.yml': buildspec }) });
  const secondary = Object.fromEntries(Object.entries(secondarySources).map(([id, files]) => [id, writeTree(join(root, id), files)]));
  const artifactsDirectory = join(root, 'artifacts');
  const log: string[] = [];
  const result = await new Build({
    source,
    artifactsDirectory,
    secondarySources: secondary,
    onOutput: (line) => log.push(line),
    ...settings,
  }).run();
  return { result, log, artifactFile: (path) => readFileSync(join(artifactsDirectory, path), 'utf8') };
}

/** A buildspec of version 0.2 whose build phase runs the commands and whose artifact is the file `proof`. */
export function commands(...lines: readonly string[]): string {
  return JSON.stringify({ version: '0.2', phases: { build: { commands: lines } }, artifacts: { files: ['proof'] } });
}

export function writeTree(directory: string, tree: Tree): string {
  mkdirSync(directory, { recursive: true });
  for (const [path, entry] of Object.entries(tree)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    const { content = '', mode, symlink } = typeof entry === 'string' ? { content: entry } : entry;
    if (symlink !== undefined) symlinkSync(symlink, file);
    else writeFileSync(file, content);
    if (mode !== undefined) chmodSync(file, typeof mode === 'number' ? mode : parseInt(mode, 8));
  }
  return directory;
}
