import { readingOf, withConfiguration } from './configured-port';
import { dataStoreNotes } from './data-stores';
import type { FoundApplication } from './found-application';
import { cgoUse } from './go-cgo';
import { foldersReadBy } from './go-folders';
import { goProgramIn, goServes, isImportPath, programsInCmd } from './go-program';
import { readHealthPath } from './health-path';
import { readListening } from './listening';
import { listensOnLoopback, loopbackProblem } from './loopback';
import { below, nameFrom } from './names';
import { noHealthPath, noPort, portProblem } from './node-application';
import { redirectedRoot } from './redirected-root';
import { sourceLines } from './source-files';
import type { Repository } from '../../checks/source/repository';
import { RUNTIME_VERSIONS } from '../../checks/source/runtime-versions';
import { shellPath, shellWord } from '../quoting/shell';

const JUNIT = 'gotest.tools/gotestsum@v1.13.0';

/** From this minor version of Go 1 on, `go` downloads the toolchain that a newer `go.mod` names. */
const FIRST_WITH_TOOLCHAINS = 21;

/** A Go application: a single static binary. */
export function goApplication(repository: Repository, directory: string, fallbackName: string): FoundApplication | undefined {
  const program = goProgramIn(repository, directory);
  if (!program) return undefined;
  const { module, folder } = program;
  const mod = repository.read(below(module, 'go.mod')) ?? '';
  const ofModule = /^module\s+(\S+)/m.exec(mod)?.[1]?.replace(/\/v\d+$/, '').split('/').at(-1);
  const cgo = cgoUse(repository, module, { path: below(module, 'go.mod'), text: mod });
  const name = nameFrom(module === directory ? ofModule ?? fallbackName : fallbackName);
  const own = sourceLines(repository, directory, /\.go$/);
  // A program of a monorepo may listen in a package that it shares.
  const lines = own.some(({ text }) => /\bPORT\b|\bListen/.test(text)) ? own : sourceLines(repository, module, /\.go$/);
  const listening = withConfiguration(repository, directory, lines, readListening(lines));
  const health = readHealthPath(lines);
  const at = module === '.' ? '' : ` -C ${shellPath(module)}`;
  const folders = foldersReadBy(repository, directory, lines);
  const hasTests = repository.filesBelow(module).some((path) => path.endsWith('_test.go'));
  const built = below(module, `build/${name}`);
  return {
    kind: 'go',
    name,
    directory,
    build: {
      runtimes: { golang: goVersion(mod) },
      // Without cgo the program runs on any Linux host. Different settings for the tests would compile everything twice.
      install: [`export CGO_ENABLED=${cgo === undefined ? 0 : 1} GOFLAGS=-trimpath`],
      commands: [
        ...hasTests ? [
          `mkdir -p ${shellPath(below(module, 'reports'))}`,
          `go${at} run ${JUNIT} --junitfile reports/tests.xml ./...`,
        ] : [`go${at} vet ./...`],
        `go${at} build -o build/${name} ${shellWord(inModule(module, folder ?? module))}`,
      ],
      ...hasTests && { report: { file: below(module, 'reports/tests.xml'), format: 'JUNITXML' } },
      cache: ['GOMODCACHE=go/mod', 'GOCACHE=go/build'],
      files: [built, ...folders.map((each) => `${below(directory, each)}/**/*`)],
    },
    install: [{ source: built }, ...folders.map((each) => ({ source: below(directory, each), below: each }))],
    start: `./${name}`,
    environment: [],
    port: listening.port,
    healthCheckPath: health ?? '/',
    problems: [
      ...portProblem(listening, readingOf(listening, 'os.Getenv("PORT")')),
      ...loopbackProblem(listensOnLoopback(lines), 'os.Getenv("HOST")'),
      ...folder === undefined ? [noMain(directory)] : isImportPath(inModule(module, folder)) ? [] : [noImportPath(folder)],
    ],
    notes: [
      ...health === undefined ? [noHealthPath(directory, lines), ...redirectedRoot(lines)] : [],
      ...cgo === undefined ? [] : [withCgo(cgo)],
      ...listening.isAssumed ? [noPort(directory)] : [],
      ...folder === undefined || directory !== module ? [] : otherPrograms(repository, module, folder),
      ...dataStoreNotes(modulesIn(mod), lines.map(({ text }) => text)),
    ],
  };
}

/** Without the major version in a path. */
function modulesIn(mod: string): string[] {
  return [...mod.matchAll(/^[^\S\n]*(?:require[^\S\n]+)?(\S+?)(?:\/v\d+)?[^\S\n]+v\d/gm)].map(([, path]) => path!);
}

function withCgo(use: string): string {
  return `${use}, so the program is built with cgo: the build needs a C compiler, which CodeBuild's images have, and hosts and images need the C `
    + 'library of Amazon Linux 2023, which those of this library have';
}

/** One of several in `cmd/` is taken: its owner should know how to take another. */
function otherPrograms(repository: Repository, module: string, taken: string): string[] {
  const others = programsInCmd(repository, module).filter((folder) => folder !== taken && goServes(repository, folder));
  if (others.length === 0 || taken === module) return [];
  return [`this is ${taken}, and ${others.join(', ')} ${others.length === 1 ? 'listens' : 'listen'} for requests, too: `
    + `\`--directory ${shellPath(others[0]!)}\` takes another`];
}

function noMain(directory: string): string {
  return `${directory === '.' ? 'the module' : directory} has no package main at its root or in cmd/: name its folder in buildspec.yml`;
}

function noImportPath(folder: string): string {
  return `${folder} has a name that Go refuses in an import path, so \`go build\` fails: rename it, with letters, digits and hyphens only`;
}

/** A folder of the module, as `go build` takes it. */
function inModule(module: string, folder: string): string {
  return folder === module ? '.' : `./${module === '.' ? folder : folder.slice(module.length + 1)}`;
}

/** The module's version if CodeBuild's images have it, or else their newest: it builds modules of older versions, and downloads newer toolchains. */
function goVersion(mod: string): string {
  const versions = (RUNTIME_VERSIONS.get('golang') ?? []).filter((version) => Number(version.split('.')[1]) >= FIRST_WITH_TOOLCHAINS);
  const wanted = /^go\s+(\d+\.\d+)/m.exec(mod)?.[1];
  return versions.find((version) => version === wanted) ?? versions.at(-1)!;
}
