import { constants } from 'node:fs';
import { copyFile, mkdir, readlink, realpath, rm, stat, symlink, utimes } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { ArtifactSpec, Buildspec } from './buildspec';
import type { SelectedFile } from './file-selection';
import { expandVariables, selectFiles } from './file-selection';
import { PhaseError } from './phase-error';

const PRIMARY = 'primary';

export interface UploadOptions {
  readonly sourceDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where the artifacts' files go; without it they are only listed. */
  readonly artifactsDirectory?: string;
  /** The pipeline's output artifacts: with more than one, each is the secondary artifact of that name. */
  readonly outputArtifacts?: readonly string[];
  readonly log: (line: string) => void;
}

/** Collects the artifacts that the buildspec defines. Each gets files or the phase fails. */
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
  // As the guide says, `files` is required even where there are only secondary artifacts.
  if (!artifacts || artifacts.files.length === 0) throw new PhaseError('CLIENT_ERROR', 'no definition for primary artifacts in buildspec');
  return { [PRIMARY]: artifacts, ...secondaryArtifacts };
}

function secondaryArtifact(name: string, secondaryArtifacts: Buildspec['secondaryArtifacts']): ArtifactSpec {
  if (Object.hasOwn(secondaryArtifacts, name)) return secondaryArtifacts[name];
  throw new PhaseError('CLIENT_ERROR', `no definition for secondary artifact ${name} in buildspec; a pipeline's output artifacts must be keys of secondary-artifacts`);
}

async function uploadOne(spec: ArtifactSpec, folder: string, options: UploadOptions): Promise<string[]> {
  const { sourceDirectory, environment, artifactsDirectory, log } = options;
  log(`Expanding base directory path: ${spec.baseDirectory ?? '.'}`);
  const { files, unmatched, missingBase } = await selectFiles(spec, { sourceDirectory, environment, keepLinks: spec.enableSymlinks });
  if (missingBase !== undefined) throw new PhaseError('CLIENT_ERROR', `no matching base directory path found for ${missingBase}`);
  unmatched.forEach((path) => log(`Skipping invalid file path ${path}`));
  if (files.length === 0) throw new PhaseError('CLIENT_ERROR', 'no matching artifact paths found');
  log(`Found ${files.length} file(s)`);
  if (spec.name !== undefined) log(`The artifact's name is ${expandVariables(spec.name, environment)}`);
  if (artifactsDirectory !== undefined) {
    for (const file of files) await copyArtifactFile(file, join(artifactsDirectory, folder), sourceDirectory, spec.enableSymlinks);
  }
  return files.map(({ target }) => target);
}

/** Copies a file with its mode and time. A link within the source stays a link where links are kept; others are followed. */
async function copyArtifactFile({ path, target }: SelectedFile, directory: string, sourceDirectory: string, keepLinks: boolean): Promise<void> {
  const destination = join(directory, target);
  await mkdir(dirname(destination), { recursive: true });
  await rm(destination, { force: true });
  const link = keepLinks ? await internalLink(path, sourceDirectory) : undefined;
  if (link !== undefined) {
    await symlink(link, destination);
    return;
  }
  await copyFile(path, destination, constants.COPYFILE_FICLONE);
  const { atime, mtime } = await stat(path);
  await utimes(destination, atime, mtime);
}

async function internalLink(path: string, sourceDirectory: string): Promise<string | undefined> {
  const target = await readlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EINVAL') return undefined;
    throw error;
  });
  if (target === undefined) return undefined;
  const root = `${await realpath(sourceDirectory)}${sep}`;
  return resolve(await realpath(dirname(path)), target).startsWith(root) ? target : undefined;
}
