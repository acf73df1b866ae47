import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineModel } from '../../assembly';
import { ActionFailure } from '../../model/action-failure';
import { buildDockerfile, findImageBuilder, hasProgram, IMAGE_BUILDERS, ImageStore, type ImageBuilder } from '../../resources';
import { inputArtifact, type ActionResult, type ActionRun } from '../execution/action';
import type { StateDirectory } from '../state/state-directory';

/** Makes the image of a Dockerfile. Without one, the revision itself stands in for its image: what a task has besides is this machine's own. */
export async function makeImage(run: ActionRun, state: StateDirectory): Promise<ActionResult> {
  const artifact = inputArtifact(run);
  const about = { commit: artifact.commit, executionId: artifact.executionId };
  const images = new ImageStore(state.images());
  const dockerfile = variableOf(run.action, 'DOCKERFILE');
  if (dockerfile !== undefined) return made(await ofDockerfile(run, dockerfile, images, about));
  const base = variableOf(run.action, 'BASE_IMAGE') ?? 'its base image';
  run.reporter.info('image.stand-in', `the files of ${artifact.name} stand in for the image; the runtime of this machine stands in for ${base}`);
  return made(await images.make(artifact.directory, about));
}

function made({ digest }: { readonly digest: string }): ActionResult {
  return { summary: digest, variables: { IMAGE_DIGEST: digest } };
}

async function ofDockerfile(run: ActionRun, path: string, images: ImageStore, about: Parameters<ImageStore['unpack']>[1]) {
  const { reporter, signal } = run;
  const builder = await requireBuilder(path);
  const dockerfile = join(inputArtifact(run, 1).directory, path);
  if (!existsSync(dockerfile)) throw new ActionFailure(`compute.dockerfile: the commit has no ${path}`);
  reporter.info('image.build', `${builder.program} makes the image of ${path}`);
  const context = inputArtifact(run).directory;
  const onLine = (line: string) => reporter.info('build.output', line);
  return buildDockerfile({ builder, dockerfile, context, onLine, signal }, async (built) => {
    const image = await images.unpack(built, about);
    const program = variableOf(run.action, 'PROGRAM');
    if (program !== undefined && !hasProgram(image.directory, program, built.configuration)) {
      throw new ActionFailure(`compute.command: the image has no program ${program}; take a base image that has the runtime`);
    }
    return image;
  });
}

/** Before the first build: nobody waits for one whose image could not be made afterwards. */
export async function requireImageBuilder({ stages }: PipelineModel): Promise<void> {
  const [dockerfile] = stages.flatMap(({ actions }) => actions).filter(({ project }) => project?.publishes === 'image')
    .flatMap((action) => variableOf(action, 'DOCKERFILE') ?? []);
  if (dockerfile !== undefined) await requireBuilder(dockerfile);
}

async function requireBuilder(dockerfile: string): Promise<ImageBuilder> {
  const builder = await findImageBuilder();
  if (builder) return builder;
  throw new ActionFailure(`${dockerfile}: the image cannot be made here, because none of ${IMAGE_BUILDERS.join(', ')} answers; `
    + 'start or install one, or name a `baseImage` and a `command` in place of the Dockerfile');
}

function variableOf({ project }: ActionRun['action'], name: string): string | undefined {
  return project?.environmentVariables.find((variable) => variable.name === name)?.value;
}
