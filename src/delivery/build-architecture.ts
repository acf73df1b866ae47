import { Annotations } from 'aws-cdk-lib';
import type { IBuildImage } from 'aws-cdk-lib/aws-codebuild';
import type { IConstruct } from 'constructs';
import { architectureOf, buildImageFor } from './build-image';
import type { EnvironmentTarget } from './environment-target';
import type { Runtime } from '../application/runtime';
import { misuse } from '../core/misuse';

export interface BuildArchitectureProps {
  /** The image that the user chose. */
  readonly chosen?: IBuildImage;
  readonly environments: readonly Pick<EnvironmentTarget, 'name' | 'architecture'>[];
  readonly runtime: Runtime;
}

/** One build makes what every environment runs: its architecture is theirs, unless the user chose an image. */
export function chooseBuildImage(scope: IConstruct, { chosen, environments, runtime }: BuildArchitectureProps): IBuildImage {
  const architectures = [...new Set(environments.map(({ architecture = 'X86_64' }) => architecture))];
  const image = chosen ?? buildImageFor(architectures.length === 1 ? architectures[0] : undefined);
  const built = architectureOf(image);
  const others = environments.filter(({ architecture }) => architecture !== undefined && architecture !== built);
  if (others.length === 0) return image;
  if (runtime.compiled && !chosen) {
    throw misuse('environments', `must have one architecture, because one build makes the binary (${runtime.name}) of all of them`,
      Object.fromEntries(environments.map(({ name, architecture }) => [name, architecture])),
      'give their computes the same one, or set `buildOptions.buildImage` if your build makes a binary for each');
  }
  const foreign = others.map(({ name, architecture }) => `${name} on ${architecture!}`).join(', ');
  Annotations.of(scope).addWarningV2('gostyle:build-architecture',
    `the build runs on ${built}, but what it makes runs in ${foreign}: binaries, native modules and wheels of the build's own architecture fail there`
    + ' with `exec format error`; give the computes and `buildOptions.buildImage` one architecture, or acknowledge this if the revision has none of'
    + ' them or the build makes them for both');
  return image;
}
