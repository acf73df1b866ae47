import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { ImageBuilder } from './image-builders';
import { listAt, stringAt, type Json } from '../../assembly/json';
import { InsideFiles } from '../../fleet';
import { ActionFailure, stopIfAsked } from '../../model/action-failure';
import { lastLine, runCommand } from '../../system/command';

/** The container configuration of an image. */
export interface ImageConfiguration {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface DockerfileBuild {
  readonly builder: ImageBuilder;
  readonly dockerfile: string;
  /** Build context. */
  readonly context: string;
  /** Called with each line of the builder's output. */
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface BuiltImage {
  /** `sha256:...` */
  readonly id: string;
  readonly configuration: ImageConfiguration;
  /** Unpacks the image's file system. */
  readonly unpack: (into: string) => Promise<void>;
}

/** Folders that a container engine creates in every container as mount points. */
const MOUNT_POINTS = ['dev', 'etc', 'proc', 'sys', 'tmp'];
const LAST_LINES = 20;
const USUAL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Builds an image from a Dockerfile with a builder on this machine, as the pipeline does on AWS. */
export async function buildDockerfile<Result>(build: DockerfileBuild, use: (image: BuiltImage) => Promise<Result>): Promise<Result> {
  const { builder, context, dockerfile, signal } = build;
  const work = await mkdtemp(join(tmpdir(), 'gostyle-image-'));
  const run = async (...args: readonly string[]) => runBuilder(build, args);
  try {
    // Artifacts may have lost file modes, and the application does not own these files.
    await runCommand('chmod', ['-R', 'a+rX', context]);
    const idFile = join(work, 'id');
    await run('build', '--file', dockerfile, '--iidfile', idFile, context);
    const id = (await readFile(idFile, 'utf8')).trim();
    const configuration = readConfiguration(await builder.inspect(id, run));
    return await use({
      id,
      configuration,
      unpack: async (into) => {
        const archive = join(work, 'files.tar');
        await builder.export(id, archive, run);
        await unpack(archive, into);
      },
    });
  } catch (error) {
    stopIfAsked(signal);
    throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Whether the image contains the program that a container runs. */
export function hasProgram(files: string, program: string, { environment, workingDirectory }: ImageConfiguration): boolean {
  const folders = program.includes('/') ? [workingDirectory] : (environment.PATH ?? USUAL_PATH).split(':');
  const inside = new InsideFiles(files);
  return folders.some((folder) => inside.isExecutable(resolve('/', folder, program)));
}

async function unpack(archive: string, into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  const { code, stderr } = await runCommand('tar', ['-xf', archive, '-C', into, '--numeric-owner', '--exclude=./dev/*', '--exclude=dev/*']);
  if (code !== 0) throw new ActionFailure(`the files of the image could not be unpacked: ${lastLine(stderr)}`);
  // Set-user-ID programs must not be left in a folder of this machine.
  await runCommand('find', [into, '-type', 'f', '-perm', '/6000', '-exec', 'chmod', 'ug-s', '{}', '+']);
  for (const name of MOUNT_POINTS) {
    await mkdir(join(into, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

function readConfiguration(config: Json | undefined): ImageConfiguration {
  const environment = listAt(config, 'Env').map(String).map((assignment): [string, string] => {
    const [name = ''] = assignment.split('=');
    return [name, assignment.slice(name.length + 1)];
  });
  return {
    entrypoint: listAt(config, 'Entrypoint').map(String),
    command: listAt(config, 'Cmd').map(String),
    workingDirectory: stringAt(config, 'WorkingDir') || '/',
    environment: Object.fromEntries(environment),
  };
}

function runBuilder({ builder: { program }, onLine, signal }: DockerfileBuild, args: readonly string[]): Promise<string> {
  return new Promise((succeed, reject) => {
    const child = spawn(program, args, { cwd: '/', signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const lastLines: string[] = [];
    const isBuild = args[0] === 'build';
    const line = (text: string) => {
      lastLines.push(text);
      lastLines.splice(0, lastLines.length - LAST_LINES);
      if (isBuild) onLine(text);
    };
    createInterface({ input: child.stderr }).on('line', line);
    if (isBuild) createInterface({ input: child.stdout }).on('line', line);
    else child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString('utf8'); });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) succeed(output);
      else reject(new ActionFailure(`${program} ${args[0]} failed with exit status ${code}`, { lastLines }));
    });
  });
}
