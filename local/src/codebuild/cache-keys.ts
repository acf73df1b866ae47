import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { CacheSpec } from './buildspec';
import { selectFiles } from './file-selection';
import type { ShellSession } from './shell-session';

/** A cache's keys after the shell has expanded variables and commands. */
export interface CacheKeys {
  readonly key: string;
  /** Key prefixes in order of preference. */
  readonly fallbackKeys: readonly string[];
}

/** `undefined` for a cache without a key. */
export async function cacheKeys(
  spec: CacheSpec, session: ShellSession, sourceDirectory: string, signal?: AbortSignal,
): Promise<CacheKeys | undefined> {
  if (spec.key === undefined) return undefined;
  const expand = async (text: string): Promise<string> => session.expand(await withHashes(text, sourceDirectory), signal);
  const fallbackKeys: string[] = [];
  for (const text of spec.fallbackKeys) fallbackKeys.push(await expand(text));
  return { key: await expand(spec.key), fallbackKeys };
}

/** `codebuild-hash-files PATTERN ..` is a program of CodeBuild's environment; it is evaluated here before the shell sees the text. */
async function withHashes(text: string, sourceDirectory: string): Promise<string> {
  const parts = text.split(/(\$\(\s*codebuild-hash-files\s+[^)]*\))/);
  const texts = await Promise.all(parts.map((part, index) => index % 2 === 0 ? part : hashOf(part, sourceDirectory)));
  return texts.join('');
}

async function hashOf(call: string, sourceDirectory: string): Promise<string> {
  const patterns = call.replace(/^\$\(\s*codebuild-hash-files\s+|\s*\)$/g, '').split(/\s+/).map((pattern) => pattern.replace(/^(["'])(.*)\1$/, '$2'));
  const everything = { files: patterns, excludePaths: [], discardPaths: false };
  const { files } = await selectFiles(everything, { sourceDirectory, environment: {}, linksStayIn: sourceDirectory });
  if (files.length === 0) return '';
  const hash = createHash('sha256');
  for (const { path } of files) for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
