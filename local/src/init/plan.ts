import { appspec } from './files/appspec';
import { buildspec } from './files/buildspec';
import { cdkApp } from './files/cdk-app/cdk-app';
import { missingExceptions, missingIgnores } from './files/ignored';
import { lintWorkflow } from './files/lint-workflow';
import { startScript } from './files/start-in-revision';
import { unit } from './files/unit';
import { inCdkApp, INFRASTRUCTURE, type Project } from './project';
import { below } from './repository/names';
import type { Repository } from '../checks/source/repository';
import { UserError } from '../messages/user-error';

/** A file that `gostyle init` would write. */
export interface PlannedFile {
  readonly path: string;
  readonly text: string;
  /** `same`: already exists with this content; `different`: exists with other content. */
  readonly state: 'new' | 'same' | 'different' | 'addition';
  /** The lines to be added. */
  readonly adds?: string;
}

/** What patterns of buildspec.yml read as wildcards, and what no line of a unit ends with. */
const UNWRITABLE = /[*?[\]{}\\\0-\x1f\x7f]|^\s|\s$/;

/** The files that would be written, in reading order. Does not write anything. */
export function plan(repository: Repository, project: Project): PlannedFile[] {
  const { directory } = project.application;
  if (UNWRITABLE.test(directory)) {
    throw new UserError('the application\'s folder must have no wildcard (* ? [ ] { } \\), no line break, and no blank at its ends, got: '
      + `${JSON.stringify(directory)}; rename it: the patterns of buildspec.yml could not name it`);
  }
  const files = {
    ...project.sharesPackages || hasCdkApp(repository) ? {} : cdkApp(project),
    'buildspec.yml': buildspec(project),
    ...project.compute === 'ec2' && { 'appspec.yml': appspec(project), [`deploy/${project.application.name}.service`]: unit(project) },
    ...project.compute === 'lambda' && { 'run.sh': startScript(project) },
    '.github/workflows/gostyle.yml': lintWorkflow(project),
  };
  return [
    ...Object.entries(files).map(([path, text]) => ({ path, text, state: stateOf(repository.read(path), text) })),
    ...ignores(repository, project, Object.keys(files)),
    ...compilerExclusions(repository, project),
  ];
}

/** An existing CDK app is left to its owner. */
function hasCdkApp(repository: Repository): boolean {
  const app = repository.read(`${INFRASTRUCTURE}/cdk.json`);
  return app !== undefined && !repository.isFile(`${INFRASTRUCTURE}/package.json`);
}

function stateOf(present: string | undefined, text: string): PlannedFile['state'] {
  if (present === undefined) return 'new';
  return present === text ? 'same' : 'different';
}

function ignores(repository: Repository, project: Project, written: readonly string[]): PlannedFile[] {
  const present = repository.read('.gitignore') ?? '';
  refuseOtherEncoding('.gitignore', present);
  // The build installs what the CDK app's lock file pins.
  const committed = [...written, inCdkApp(project, 'package-lock.json')];
  const missing = [...missingIgnores(project, present), ...missingExceptions(repository, committed, present)];
  if (missing.length === 0) return [{ path: '.gitignore', text: present, state: 'same' }];
  const text = `${present}${present === '' || present.endsWith('\n') ? '' : '\n'}${missing.join('\n')}\n`;
  return [{ path: '.gitignore', text, state: present === '' ? 'new' : 'addition', adds: missing.join(', ') }];
}

/** Its bytes would be lost when it is written again. */
function refuseOtherEncoding(path: string, text: string): void {
  if (text.includes('\uFFFD')) throw new UserError(`${path} is not UTF-8, so nothing can be added to it without loss; convert it to UTF-8`);
}

/** The application's compiler would include the CDK app, and put its output one folder deeper. */
function compilerExclusions(repository: Repository, { application, language, sharesPackages }: Project): PlannedFile[] {
  if (sharesPackages || language !== 'typescript' || application.directory !== '.') return [];
  const path = ['tsconfig.build.json', 'tsconfig.json'].map((name) => below('.', name)).find((name) => repository.isFile(name));
  const text = path === undefined ? undefined : repository.read(path);
  if (path === undefined || text === undefined || text.includes(`"${INFRASTRUCTURE}"`) || includesOnlyOthers(text)) return [];
  refuseOtherEncoding(path, text);
  const excluding = withExclusion(text);
  return excluding === undefined ? [] : [{ path, text: excluding, state: 'addition', adds: `"${INFRASTRUCTURE}" to \`exclude\`` }];
}

/** `"include": ["src"]` does not reach the CDK app, and `["**\/*.ts"]` does. */
function includesOnlyOthers(text: string): boolean {
  const [, patterns] = /"include"\s*:\s*\[([^\]]*)\]/.exec(text) ?? [];
  if (patterns === undefined) return /"files"\s*:/.test(text);
  return [...patterns.matchAll(/"([^"]*)"/g)].every(([, pattern]) => !/^(?:\.\/)?(?:\*|\.?$)/.test(pattern!));
}

/** Preserves comments, which these files may contain although JSON has none. */
function withExclusion(text: string): string | undefined {
  if (/"exclude"\s*:\s*\[\s*\]/.test(text)) return text.replace(/("exclude"\s*:\s*\[)\s*\]/, `$1"${INFRASTRUCTURE}"]`);
  if (/"exclude"\s*:\s*\[/.test(text)) return text.replace(/("exclude"\s*:\s*\[\s*)/, `$1"${INFRASTRUCTURE}", `);
  const end = text.lastIndexOf('}');
  if (end < 0) return undefined;
  const before = text.slice(0, end).trimEnd();
  const separator = before.endsWith('{') || before.endsWith(',') ? '' : ',';
  return `${before}${separator}\n  "exclude": ["${INFRASTRUCTURE}", "node_modules", "dist"]\n${text.slice(end)}`;
}
