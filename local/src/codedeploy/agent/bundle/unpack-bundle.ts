import { copyFileSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleType } from './bundle-type';
import { copyDirectory } from './copy-directory';
import { unpackTar } from './unpack-tar';
import { unpackZip } from './unpack-zip';
import type { DeploymentDirectory } from '../layout';
import { isDirectory } from '../ruby/file-test';

/** Downloads a revision into the deployment's own directory. */
export async function unpackBundle(bundle: { readonly path: string; readonly type: BundleType }, deployment: DeploymentDirectory): Promise<void> {
  const { archive, bundleFile } = deployment;
  rmSync(archive, { recursive: true, force: true });
  if (bundle.type === 'directory') return copyDirectory(bundle.path, archive);
  rmSync(bundleFile, { force: true });
  copyFileSync(bundle.path, bundleFile);
  if (bundle.type === 'zip') await unpackZip(bundleFile, archive);
  else await unpackTar(bundleFile, archive, bundle.type === 'tgz');
  stripTopDirectory(archive);
}

/** Flattens an archive whose only entry is a directory with an AppSpec, such as a repository tarball. */
function stripTopDirectory(archive: string): void {
  const [name, ...others] = readdirSync(archive);
  if (name === undefined || others.length > 0 || !isDirectory(join(archive, name))) return;
  if (!readdirSync(join(archive, name)).some((entry) => /appspec/i.test(entry))) return;
  const aside = `${archive}-temp`;
  rmSync(aside, { recursive: true, force: true });
  renameSync(archive, aside);
  renameSync(join(aside, name), archive);
  rmdirSync(aside);
}
