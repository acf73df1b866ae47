import type { Project } from '../project';

interface RevisionStart {
  /** Working directory, if it is not the root. */
  readonly folder?: string;
  readonly environment: readonly string[];
  readonly command: string;
}

/** The start command inside a revision. On hosts the unit contains it, with different paths. */
function startInRevision({ application }: Project): RevisionStart {
  const { kind, name, directory, start, environment, build } = application;
  // Every Python has the name python3; python is not always there.
  const plain = (start ?? 'START-COMMAND').replace(/^\/usr\/local\/bin\//, '').replace(/^python /, 'python3 ');
  if (kind === 'go') return { environment, command: `./${build.files[0] ?? `build/${name}`}` };
  return {
    ...directory !== '.' && { folder: directory },
    environment: environment.map((each) => each.replace(`/opt/${name}/`, '')),
    command: plain,
  };
}

/** For a container: a list of arguments, or a shell if there are variables or another folder. */
export function containerCommand(project: Project): string[] {
  const { folder, environment, command } = startInRevision(project);
  if (folder === undefined && environment.length === 0 && !command.includes('$')) return command.split(' ');
  return ['sh', '-c', [...folder === undefined ? [] : [`cd ${folder} &&`], ...environment, 'exec', command].join(' ')];
}

/** For a Lambda function: a script for the web adapter to start. Lambda has no `/dev/shm`, where gunicorn's heartbeat is on other computes. */
export function startScript(project: Project): string {
  const { folder, environment, command } = startInRevision(project);
  return [
    '#!/bin/sh',
    '# Starts the application in a Lambda function.',
    `cd "$(dirname "$0")${folder === undefined ? '' : `/${folder}`}" || exit 1`,
    ...environment.map((each) => `export ${each}`),
    `exec ${command.replaceAll('/dev/shm', '/tmp')}`,
    '',
  ].join('\n');
}
