import { basename } from 'node:path';
import { springPort, springProblem } from './configured-port';
import type { FoundApplication, Kind } from './found-application';
import { goApplication } from './go-application';
import { goProgramIn, goPrograms, goServes } from './go-program';
import { nameFrom } from './names';
import { nodeApplication } from './node-application';
import { pythonApplication } from './python-application';
import type { Repository } from '../../checks/source/repository';

/** Files that mark an application, in order of precedence. */
const MARKS = ['package.json', 'go.mod', 'requirements.txt', 'pyproject.toml'];
const NEVER = /(^|\/)(node_modules|vendor|testdata|test|tests|e2e|examples?|docs?|infrastructure|infra|cdk|\.\w[^/]*)(\/|$)/;
const DEEPEST = 3;

/** The applications of a repository: the one at its root, or those in its folders. Libraries and workspace roots have no start command. */
export function findApplications(repository: Repository): FoundApplication[] {
  const root = applicationIn(repository, '.');
  // If a Go module has no program of its own, the programs in its folders are the applications.
  const isServer = ({ kind, directory, start }: FoundApplication): boolean => start !== undefined
    && !(kind === 'go' && goProgramIn(repository, directory)?.folder === undefined);
  if (root && isServer(root)) return [root];
  const folders = new Set([...foldersWithMarks(repository), ...goPrograms(repository)]);
  const found = [...folders].flatMap((directory) => applicationIn(repository, directory) ?? []);
  const started = found.filter(isServer);
  const serving = started.filter(({ kind, directory }) => kind !== 'go' || goServes(repository, directory));
  const servers = serving.length > 0 ? serving : started;
  if (servers.length > 0) return servers;
  return root ? [root] : found.slice(0, 1);
}

/** The application in a folder, of the requested or the detected kind. */
export function applicationIn(repository: Repository, directory: string, kind?: Kind): FoundApplication | undefined {
  const name = directory === '.' ? basename(repository.root) : basename(directory);
  const readers = { nodejs: nodeApplication, nestjs: nodeApplication, go: goApplication };
  if (kind === 'custom') return customApplication(repository, directory, name);
  if (kind === 'python') return pythonApplication(repository, directory, name, true);
  if (kind !== undefined) return readers[kind](repository, directory, name);
  return goApplication(repository, directory, name) ?? pythonApplication(repository, directory, name) ?? nodeApplication(repository, directory, name);
}

/** Any other application: its owner has to provide the build. */
function customApplication(repository: Repository, directory: string, name: string): FoundApplication {
  const listening = springPort(repository, directory);
  return {
    kind: 'custom',
    name: nameFrom(name),
    directory,
    build: { runtimes: {}, install: [], commands: [], cache: [], files: directory === '.' ? ['**/*'] : [`${directory}/**/*`] },
    install: [{ source: directory === '.' ? '/' : directory }],
    environment: [],
    port: listening?.port ?? 3000,
    healthCheckPath: '/health',
    problems: [
      ...listening ? springProblem(listening, directory) : [],
      'nothing in the repository shows how the application is built: add commands to buildspec.yml',
      'nothing in the repository shows how the application starts: use --start for the start command',
      'hosts have only what Amazon Linux includes: install what the application needs with `provisioning` of `Compute.ec2`; tasks have only '
      + 'what their image includes, which is `baseImage` or `dockerfile` of `Compute.fargate`',
    ],
    notes: [],
  };
}

function foldersWithMarks(repository: Repository): string[] {
  const folders = MARKS.flatMap((mark) => repository.filesNamed(mark)).map((path) => path.split('/').slice(0, -1).join('/'))
    .filter((folder) => folder !== '' && folder.split('/').length <= DEEPEST && !NEVER.test(folder));
  return [...new Set(folders)].sort();
}
