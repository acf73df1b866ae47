import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineModel } from '../../assembly';
import { ActionFailure } from '../../model/action-failure';
import { buildDockerfile, findImageBuilder, hasProgram, IMAGE_BUILDERS, ImageStore, type ImageBuilder } from '../../resources';
import { inputArtifact, type ActionResult, type ActionRun } from '../execution/action';
import type { StateDirectory } from '../state/state-directory';

/**
 * Builds the image from the Dockerfile. Without a Dockerfile the revision itself stands in for the image, and the rest of a task's file
 * system is this machine's.
 */
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
  if (!existsSync(dockerfile)) throw new ActionFailure(`compute.dockerfile: ${path} is not in the commit`);
  reporter.info('image.build', `${builder.program} is building the image of ${path}`);
  const context = inputArtifact(run).directory;
  const onLine = (line: string) => reporter.info('build.output', line);
  return buildDockerfile({ builder, dockerfile, context, onLine, signal }, async (built) => {
    const image = await images.unpack(built, about);
    const program = variableOf(run.action, 'PROGRAM');
    if (program !== undefined && !hasProgram(image.directory, program, built.configuration)) {
      throw new ActionFailure(`compute.command: the image has no program ${program}; use a base image that contains the runtime`);
    }
    return image;
  });
}

/** Checked before the first build, so that nobody waits for a build whose image cannot be made. */
export async function requireImageBuilder({ stages }: PipelineModel): Promise<void> {
  const [dockerfile] = stages.flatMap(({ actions }) => actions).filter(({ project }) => project?.publishes === 'image')
    .flatMap((action) => variableOf(action, 'DOCKERFILE') ?? []);
  if (dockerfile !== undefined) await requireBuilder(dockerfile);
}

async function requireBuilder(dockerfile: string): Promise<ImageBuilder> {
  const builder = await findImageBuilder();
  if (builder) return builder;
  throw new ActionFailure(`${dockerfile}: the image cannot be built, because none of ${IMAGE_BUILDERS.join(', ')} responds; `
    + 'start or install one, or set `baseImage` and `command` instead of the Dockerfile');
}

function variableOf({ project }: ActionRun['action'], name: string): string | undefined {
  return project?.environmentVariables.find((variable) => variable.name === name)?.value;
}
