import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import type { AppSpec } from './appspec/app-spec';
import { parseAppSpec } from './appspec/parse-app-spec';
import { calling } from './ruby/errno';
import { joinPath } from './ruby/path';
import { reasonNotToRead } from '../../system/small-file';
import { RubyError } from '../../yaml/ruby/error';

export const DEFAULT_APPSPEC_NAME = 'appspec.yml';

/** The AppSpec for an event's scripts: found only under the deployment's configured name. */
export function readAppSpecForHooks(archive: string, name: string): AppSpec {
  const path = joinPath(archive, name);
  if (existsSync(path)) return readAppSpec(path);
  throw new RubyError(
    'RuntimeError',
    `The CodeDeploy agent did not find an AppSpec file within the unpacked revision directory at revision-relative path "${name}". The `
    + `revision was unpacked to directory "${archive}", and the AppSpec file was expected but not found at path "${path}". Consult the AWS `
    + 'CodeDeploy Appspec documentation for more information at '
    + 'http://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html',
  );
}

/** Install also accepts an appspec.yaml or appspec.yml if the configured name does not exist. */
export function findAppSpecForInstall(archive: string, name: string): string {
  const names = [name, 'appspec.yaml'].map((candidate) => joinPath(archive, candidate));
  return names.find((path) => existsSync(path)) ?? joinPath(archive, DEFAULT_APPSPEC_NAME);
}

export function readAppSpec(path: string): AppSpec {
  const reason = reasonNotToRead(path);
  if (reason !== undefined) throw new RubyError('RuntimeError', reason);
  const descriptor = calling('rb_sysopen', path, () => openSync(path, 'r'));
  try {
    return parseAppSpec(calling('io_fread', path, () => readFileSync(descriptor)));
  } finally {
    closeSync(descriptor);
  }
}
