import type { Repository } from './repository';
import { sourceFinding } from './source-rule';
import type { Finding } from '../finding';
import type { DockerfileRequest } from '../request';

const PLATFORMS: Readonly<Record<string, string>> = { amd64: 'X86_64', x86_64: 'X86_64', arm64: 'ARM64', aarch64: 'ARM64', arm64v8: 'ARM64' };

interface Instruction {
  readonly line: number;
  readonly name: string;
  readonly rest: string;
}

/**
 * Checks the Dockerfile from which the pipeline builds the task image. Its syntax is left to the builder; this finds what would otherwise
 * fail ten minutes later.
 */
export function* checkDockerfile(repository: Repository, { path, architecture }: DockerfileRequest): Iterable<Finding> {
  const text = repository.read(path);
  if (text === undefined) {
    yield sourceFinding('dockerfile.missing', path, 1, {
      message: 'the repository must contain the Dockerfile from which the pipeline builds the image',
      value: path,
      fix: 'add it, or name a different one in `compute.dockerfile`',
    });
    return;
  }
  const instructions = instructionsOf(text);
  const images = instructions.filter(({ name }) => name === 'FROM');
  if (images.length === 0) {
    yield sourceFinding('dockerfile.from', path, 1,
      { message: 'a Dockerfile must start with an image', fix: 'write `FROM node:24-slim`, for example' });
    return;
  }
  yield* wrongArchitecture(images[images.length - 1]!, path, architecture);
  if (!instructions.some(({ name, rest }) => name === 'VOLUME' && /(^|[\s"'[,])\/tmp(["'\s,\]]|$)/.test(rest))) {
    yield sourceFinding('dockerfile.tmp', path, images[images.length - 1]!.line, {
      severity: 'warning',
      message: 'the application cannot write to /tmp: a volume is mounted there with the permissions of the image, which only root may write to',
      fix: 'add `VOLUME /tmp` after it',
    });
  }
}

function* wrongArchitecture({ line, rest }: Instruction, path: string, architecture: string | undefined): Iterable<Finding> {
  const [, platform] = /--platform=\S*?(?:linux\/)?([\w]+)(?:\/v\d)?(?=\s)/.exec(`${rest} `) ?? [];
  const image = rest.replace(/--\S+\s+/g, '').split(/\s/)[0] ?? '';
  const named = [platform, ...image.split(/[/:-]/)].flatMap((part) => (part === undefined ? [] : PLATFORMS[part] ?? []))[0];
  if (named === undefined || architecture === undefined || named === architecture) return;
  yield sourceFinding('dockerfile.architecture', path, line, {
    message: `the image must be built for the architecture of the tasks, ${architecture}`,
    value: rest,
    fix: `use one for it, or \`cpuArchitecture: CpuArchitecture.${named}\``,
  });
}

/** Joins continued lines into instructions, ignoring comments in between. */
function instructionsOf(text: string): Instruction[] {
  const instructions: Instruction[] = [];
  let begun: { line: number; text: string } | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const trimmed = raw.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const line = begun?.line ?? index + 1;
    const all = begun ? `${begun.text} ${trimmed}` : trimmed;
    begun = all.endsWith('\\') ? { line, text: all.slice(0, -1).trimEnd() } : undefined;
    if (begun) continue;
    const [, name = '', rest = ''] = /^(\w+)\s*(.*)$/.exec(all) ?? [];
    instructions.push({ line, name: name.toUpperCase(), rest });
  }
  return instructions;
}
