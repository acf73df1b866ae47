import { join } from 'node:path';
import type { ArtifactSpec, Buildspec } from './buildspec';
import { selectFiles } from './file-selection';
import { transferFiles } from './file-transfer';
import { PhaseError } from './phase-error';

const PRIMARY = 'primary';

export interface UploadOptions {
  readonly sourceDirectory: string;
  /** Contains all private copies of the build. */
  readonly privateDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Expands text in a shell of the build, because an artifact's name may contain variables and commands. */
  readonly expand: (text: string) => Promise<string>;
  /** Destination of the artifacts' files; if absent, they are only listed. */
  readonly artifactsDirectory?: string;
  /** The pipeline's output artifacts: if there is more than one, each is the secondary artifact of that name. */
  readonly outputArtifacts?: readonly string[];
  readonly log: (line: string) => void;
}

/** Collects the artifacts that the buildspec defines. The phase fails if one of them has no files. */
export async function uploadArtifacts(buildspec: Buildspec, options: UploadOptions): Promise<Record<string, string[]>> {
  const uploaded: Record<string, string[]> = {};
  for (const [name, spec] of Object.entries(wantedArtifacts(buildspec, options.outputArtifacts ?? []))) {
    uploaded[name] = await uploadOne(spec, name === PRIMARY ? '.' : name, options);
  }
  return uploaded;
}

function wantedArtifacts({ artifacts, secondaryArtifacts }: Buildspec, outputArtifacts: readonly string[]): Record<string, ArtifactSpec> {
  if (outputArtifacts.length > 1) return Object.fromEntries(outputArtifacts.map((name) => [name, secondaryArtifact(name, secondaryArtifacts)]));
  if (!artifacts && outputArtifacts.length === 0) return {};
  // According to the user guide, `files` is required even if there are only secondary artifacts.
  if (!artifacts || artifacts.files.length === 0) throw new PhaseError('CLIENT_ERROR', 'no definition for primary artifacts in buildspec');
  return { [PRIMARY]: artifacts, ...secondaryArtifacts };
}

function secondaryArtifact(name: string, secondaryArtifacts: Buildspec['secondaryArtifacts']): ArtifactSpec {
  if (Object.hasOwn(secondaryArtifacts, name)) return secondaryArtifacts[name];
  throw new PhaseError('CLIENT_ERROR', `no definition for secondary artifact ${name} in buildspec; `
    + 'a pipeline\'s output artifacts must be keys of secondary-artifacts');
}

async function uploadOne(spec: ArtifactSpec, folder: string, options: UploadOptions): Promise<string[]> {
  const { sourceDirectory, privateDirectory, environment, artifactsDirectory, log } = options;
  log(`Expanding base directory path: ${spec.baseDirectory ?? '.'}`);
  const { files, unmatched, missingBase } = await selectFiles(spec, {
    sourceDirectory, environment, keepLinks: spec.enableSymlinks, linksStayIn: privateDirectory,
  });
  if (missingBase !== undefined) throw new PhaseError('CLIENT_ERROR', `no matching base directory path found for ${missingBase}`);
  unmatched.forEach((path) => log(`Skipping invalid file path ${path}`));
  if (files.length === 0) throw new PhaseError('CLIENT_ERROR', 'no matching artifact paths found');
  log(`Found ${files.length} file(s)`);
  if (spec.name !== undefined) {
    const place = folder === '.' ? 'the artifacts\' folder' : `the folder ${folder}`;
    log(`The artifact's name is ${await options.expand(spec.name)}; locally its files are in ${place}`);
  }
  if (spec.s3Prefix !== undefined) log(`s3-prefix ${spec.s3Prefix} is for a bucket, and has no effect locally`);
  if (artifactsDirectory !== undefined) {
    await transferFiles(files, join(artifactsDirectory, folder), { privateDirectory, links: spec.enableSymlinks ? 'keep-internal' : 'follow' });
  }
  return files.map(({ target }) => target);
}
