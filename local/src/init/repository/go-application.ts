import type { FoundApplication } from './found-application';
import { readHealthPath } from './health-path';
import { readListening } from './listening';
import { below, nameFrom } from './names';
import { noHealthPath, portProblem } from './node-application';
import { sourceLines } from './source-files';
import type { Repository } from '../../checks/source/repository';

/** Folders that a program may read at run time, unless they are embedded. */
const ASSETS = ['templates', 'views', 'static', 'public', 'assets', 'web', 'migrations', 'config'];
const JUNIT = 'gotest.tools/gotestsum@v1.13.0';

/** A Go application: a single static binary. */
export function goApplication(repository: Repository, directory: string, fallbackName: string): FoundApplication | undefined {
  const mod = repository.read(below(directory, 'go.mod'));
  if (mod === undefined) return undefined;
  const name = nameFrom(/^module\s+(\S+)/m.exec(mod)?.[1]?.replace(/\/v\d+$/, '').split('/').at(-1) ?? fallbackName);
  const main = mainPackage(repository, directory, name);
  const lines = sourceLines(repository, directory, /\.go$/);
  const listening = readListening(lines);
  const health = readHealthPath(lines);
  const at = directory === '.' ? '' : ` -C ${directory}`;
  const folders = ASSETS.filter((folder) => repository.isDirectory(below(directory, folder)) && !hasOnlyGo(repository, below(directory, folder)));
  const hasTests = repository.filesBelow(directory).some((path) => path.endsWith('_test.go'));
  const program = below(directory, `build/${name}`);
  return {
    kind: 'go',
    name,
    directory,
    build: {
      runtimes: { golang: goVersion(mod) },
      // Without cgo the program runs on any Linux host. Different settings for the tests would compile everything twice.
      install: ['export CGO_ENABLED=0 GOFLAGS=-trimpath'],
      commands: [
        ...hasTests ? [
          `mkdir -p ${below(directory, 'reports')}`,
          `go${at} run ${JUNIT} --junitfile reports/tests.xml ./...`,
        ] : [`go${at} vet ./...`],
        `go${at} build -o build/${name} ${main ?? '.'}`,
      ],
      ...hasTests && { report: { file: below(directory, 'reports/tests.xml'), format: 'JUNITXML' } },
      cache: ['GOMODCACHE=go/mod', 'GOCACHE=go/build'],
      files: [program, ...folders.map((folder) => `${below(directory, folder)}/**/*`)],
    },
    install: [{ source: program }, ...folders.map((folder) => ({ source: below(directory, folder), below: folder }))],
    start: `./${name}`,
    environment: [],
    port: listening.port,
    healthCheckPath: health ?? '/',
    problems: [
      ...portProblem(listening, 'os.Getenv("PORT")'),
      ...main === undefined ? [noMain(directory)] : [],
    ],
    notes: health === undefined ? [noHealthPath(directory)] : [],
  };
}

function noMain(directory: string): string {
  return `${directory === '.' ? 'the module' : directory} has no package main at its root or in cmd/: name its folder in buildspec.yml`;
}

/** The root, or in `cmd/` the folder named like the module or the only one. */
function mainPackage(repository: Repository, directory: string, name: string): string | undefined {
  const isMain = (folder: string): boolean => repository.namesIn(below(directory, folder)).some((file) =>
    file.endsWith('.go') && /^package main\b/m.test(repository.read(below(directory, `${folder}/${file}`)) ?? ''));
  if (isMain('.')) return '.';
  const commands = repository.namesIn(below(directory, 'cmd')).filter((folder) => isMain(`cmd/${folder}`));
  const command = commands.find((folder) => folder === name) ?? commands.find((folder) => /server|web|api|http/.test(folder)) ?? commands[0];
  return command === undefined ? undefined : `./cmd/${command}`;
}

function hasOnlyGo(repository: Repository, folder: string): boolean {
  return repository.filesBelow(folder).every((path) => path.endsWith('.go'));
}

/** A version of CodeBuild's images: it builds modules of older versions, and downloads the toolchain that a newer `go.mod` names. */
function goVersion(mod: string): string {
  const version = /^go\s+(\d+\.\d+)/m.exec(mod)?.[1];
  return version !== undefined && /^1\.2[0-6]$/.test(version) ? version : '1.24';
}
