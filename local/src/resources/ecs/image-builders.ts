import { at, type Json } from '../../assembly/json';
import { ActionFailure } from '../../model/action-failure';
import { runCommand } from '../../system/command';
import { deadline } from '../../system/deadline';

/** Runs the builder with these arguments and returns its standard output. */
type RunBuilder = (...args: readonly string[]) => Promise<string>;

/** A program that builds images from Dockerfiles and can export their content. */
export interface ImageBuilder {
  readonly program: string;
  /** The image's container configuration: `Env`, `Entrypoint`, `Cmd`, `WorkingDir`. */
  readonly inspect: (image: string, run: RunBuilder) => Promise<Json | undefined>;
  /** Writes the image's file system to a tar archive. */
  readonly export: (image: string, archive: string, run: RunBuilder) => Promise<void>;
}

/** Docker and Podman have the same commands. */
function engine(program: string): ImageBuilder {
  return {
    program,
    inspect: async (image, run) => at(JSON.parse(await run('image', 'inspect', image)) as Json, 0, 'Config'),
    export: async (image, archive, run) => {
      // Never started. A container can only be created with a command, which the image need not have.
      const container = (await run('create', image, 'true')).trim();
      await thenRemove(program, container, async () => void await run('export', '--output', archive, container));
    },
  };
}

const BUILDAH: ImageBuilder = {
  program: 'buildah',
  inspect: async (image, run) => at(JSON.parse(await run('inspect', '--type', 'image', image)) as Json, 'OCIv1', 'config'),
  export: async (image, archive, run) => {
    const container = (await run('from', '--pull-never', image)).trim();
    await thenRemove('buildah', container, async () => {
      if (process.getuid?.() === 0) await pack((await run('mount', container)).trim(), archive);
      else await run('unshare', '--', 'sh', '-c', 'tar -cf "$1" -C "$(buildah mount "$0")" .', container, archive);
    });
  },
};

/** The container goes also if the execution was stopped meanwhile. If both fail, why the work did is what matters. */
async function thenRemove(program: string, container: string, work: () => Promise<void>): Promise<void> {
  const failure = await work().then(() => undefined, (error: unknown) => ({ error }));
  const removed = await remove(program, container).then(() => undefined, (error: unknown) => ({ error }));
  const first = failure ?? removed;
  if (first) throw first.error;
}

async function remove(program: string, container: string): Promise<void> {
  const { code, stderr } = await runCommand(program, ['rm', container], { cwd: '/', signal: deadline(ANSWERS_WITHIN_MS) });
  if (code !== 0) throw new ActionFailure(`${program} rm failed with exit status ${code}`, { lastLines: stderr.split('\n').filter(Boolean) });
}

async function pack(folder: string, archive: string): Promise<void> {
  const { code, stderr } = await runCommand('tar', ['-cf', archive, '-C', folder, '.']);
  if (code !== 0) throw new Error(`the files of the image cannot be read: ${stderr.trim()}`);
}

const BUILDERS: readonly ImageBuilder[] = [engine('docker'), engine('podman'), BUILDAH];
/** An engine answers within seconds, longer on a busy machine; a client without one says so immediately. */
const ANSWERS_WITHIN_MS = 60_000;

export const IMAGE_BUILDERS = BUILDERS.map(({ program }) => program);

/** The first builder that works: a client without its engine cannot build anything. */
export async function findImageBuilder(): Promise<ImageBuilder | undefined> {
  for (const builder of BUILDERS) {
    const answers = await runCommand(builder.program, ['info'], { signal: deadline(ANSWERS_WITHIN_MS) })
      .then(({ code }) => code === 0, () => false);
    if (answers) return builder;
  }
  return undefined;
}
