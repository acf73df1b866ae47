import type { Project } from '../project';
import { shellAssignment, shellPath, shellWord } from '../quoting/shell';
import { literalOf, withWord } from '../quoting/shell-line';
import { readStart } from '../start-line';

interface RevisionStart {
  /** Working directory, if it is not the root. */
  readonly folder?: string;
  /** `NAME=value` without quotes. */
  readonly environment: readonly string[];
  /** As a shell reads it. */
  readonly command: string;
}

/** The start command inside a revision. On hosts the unit contains it, with different paths. */
function startInRevision({ application }: Project): RevisionStart {
  const { kind, name, directory, start, environment, build } = application;
  // Every Python has the name python3; python is not always there.
  const plain = (start ?? 'START-COMMAND').replaceAll('/usr/local/bin/python ', 'python3 ').replace(/^\/usr\/local\/bin\//, '')
    .replace(/^python /, 'python3 ');
  if (kind === 'go') return { environment, command: withWord(plain, `./${name}`, shellWord(`./${build.files[0] ?? `build/${name}`}`)) };
  return {
    ...directory !== '.' && { folder: directory },
    environment: environment.map((each) => each.replaceAll(`/opt/${name}/`, '')),
    command: plain,
  };
}

/** For a container: a list of arguments, or a shell if there are variables or another folder. */
export function containerCommand(project: Project): string[] {
  const { folder, environment, command } = startInRevision(project);
  const line = readStart(command);
  const words = line?.words.map(literalOf).filter((word) => word !== undefined);
  if (folder === undefined && environment.length === 0 && line?.environment.length === 0 && words?.length === line.words.length) return words;
  return ['sh', '-c', [
    ...folder === undefined ? [] : [`cd ${shellPath(folder)} ${line ? '&&' : '|| exit 1;'}`],
    ...execution(command, environment),
  ].join(' ')];
}

/** For a Lambda function: a script for the web adapter to start. Lambda has no `/dev/shm`, where gunicorn's heartbeat is on other computes. */
export function startScript(project: Project): string {
  const { folder, environment, command } = startInRevision(project);
  return [
    '#!/bin/sh',
    '# Starts the application in a Lambda function.',
    `cd "$(dirname "$0")"${folder === undefined ? '' : `/${shellWord(folder)}`} || exit 1`,
    ...environment.map((each) => `export ${shellAssignment(each)}`),
    execution(command.replaceAll('/dev/shm', '/tmp'), []).join(' '),
    '',
  ].join('\n');
}

/** The program takes the place of the shell, so that it gets its signals. What only a shell can run keeps it. */
function execution(command: string, environment: readonly string[]): string[] {
  const line = readStart(command);
  const variables = [...environment, ...line?.environment ?? []].map(shellAssignment);
  if (line) return [...variables, 'exec', ...line.words.map(({ source }) => source)];
  return [...variables.length > 0 ? [`export ${variables.join(' ')};`] : [], command];
}
