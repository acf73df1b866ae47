import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineModel } from '../../assembly';
import { ActionFailure } from '../../model/action-failure';
import { ImageStore } from '../../resources';
import { inputArtifact, type ActionResult, type ActionRun } from '../execution/action';
import type { StateDirectory } from '../state/state-directory';

/** What makes images of a Dockerfile. */
const BUILDERS = ['docker', 'podman', 'buildah'];

/** The revision itself stands in for its image: what a task has besides is this machine's own. */
export async function makeImage(run: ActionRun, state: StateDirectory): Promise<ActionResult> {
  const artifact = inputArtifact(run);
  const { digest } = await new ImageStore(state.images()).make(artifact.directory, { commit: artifact.commit, executionId: artifact.executionId });
  const base = variableOf(run.action, 'BASE_IMAGE') ?? 'its base image';
  run.reporter.info('image.stand-in', `the files of ${artifact.name} stand in for the image; the runtime of this machine stands in for ${base}`);
  return { summary: digest, variables: { IMAGE_DIGEST: digest } };
}

/** Before the first build: nobody waits for one whose image could not be made afterwards. */
export function requireImagesThatRunHere({ stages }: PipelineModel): void {
  const dockerfiles = stages.flatMap(({ actions }) => actions).filter(({ project }) => project?.publishes === 'image')
    .flatMap((action) => variableOf(action, 'DOCKERFILE') ?? []);
  const [dockerfile] = dockerfiles;
  if (dockerfile === undefined) return;
  const builder = BUILDERS.find((program) => (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program))));
  const why = builder === undefined
    ? `neither ${BUILDERS.join(', nor ')} is installed`
    : 'images of a Dockerfile are not run on this machine';
  throw new ActionFailure(`${dockerfile}: the image cannot be made here, because ${why}; `
    + 'to run the pipeline on this machine, name a `baseImage` and a `command` in its place');
}

function variableOf({ project }: ActionRun['action'], name: string): string | undefined {
  return project?.environmentVariables.find((variable) => variable.name === name)?.value;
}
