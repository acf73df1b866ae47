import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { askProject, type ProjectFlags } from './beginning/ask-project';
import { findApplication, type ApplicationFlags } from './beginning/find-application';
import { Questions } from './beginning/questions';
import { describeApplication, describePlan, nextSteps } from './beginning/words';
import { withExamples } from './help';
import { hasPerson } from './terminal';
import { Repository } from '../checks/source/repository';
import {
  assertWritable, COMPUTES, exampleVariables, INFRASTRUCTURE, KINDS, LANGUAGES, migrationNotes, NAME, plan, presentApp, presentUnits,
  procfileNotes, readRemote, remoteNotes, sharedPackageNotes, sharesPackages, startProblem, writePlanned, type FoundApplication, type PlannedFile,
  type PresentApp, type Project,
} from '../init';
import { UserError } from '../messages/user-error';
import { gitReferences } from '../system/git';
import { makeFolder } from '../system/make-folder';

declare const PACKAGE_VERSION: string;

interface InitOptions extends ApplicationFlags, Omit<ProjectFlags, 'library' | 'sharesPackages' | 'present'> {
  readonly yes?: true;
  readonly dryRun?: true;
  readonly library?: string;
}

const EXAMPLES = [
  { line: 'gostyle init', does: 'inspects the repository, asks questions with what it detected as the default answers, shows what it will write' },
  { line: 'gostyle init --yes', does: 'accepts everything that was detected' },
  { line: 'gostyle init --language python --owner me --repository my-app --dry-run', does: 'writes nothing' },
];

export function command(): Command {
  return initCommand({ hasNextSteps: true });
}

/** @param hasNextSteps whether to print the next steps; projen installs and commits by itself */
export function initCommand({ hasNextSteps }: { readonly hasNextSteps: boolean }): Command {
  return withExamples(new Command('init'), EXAMPLES)
    .description('Inspects the application and writes the files that its pipeline needs: the CDK app, buildspec.yml, appspec.yml, a systemd unit. '
      + 'An existing file is replaced only if you confirm it; lines are added to .gitignore and to the exclude of tsconfig.json.')
    .argument('[directory]', 'the repository, or a folder of it with the application', '.')
    .option('--kind <kind>', `kind of application: ${KINDS.join(', ')} (default: detected)`)
    .option('--directory <dir>', 'the application\'s folder in the repository (default: detected)')
    .option('--name <name>', 'name of the unit, its folder on hosts and the pipeline (default: the application\'s name)')
    .option('--start <command>', 'command that starts the application, as in a shell (default: detected)')
    .option('--port <n>', 'port that the application listens on (default: detected, or 3000)')
    .option('--health-path <path>', 'path that answers 200 when the application can serve (default: detected, or /; /health for custom)')
    .option('--compute <compute>', `compute that it runs on: ${COMPUTES.join(', ')} (default: that of the CDK app, or ec2)`)
    .option('--language <language>', `language of the CDK app: ${LANGUAGES.join(', ')} (default: that of the CDK app, or typescript)`)
    .option('--owner <name>', 'owner on GitHub (default: that of the remote origin)')
    .option('--repository <name>', 'repository on GitHub (default: that of the remote origin)')
    .option('--connection <arn>', 'ARN of a CodeConnections connection (default: a placeholder, to be replaced before the first deployment to AWS)')
    .option('--region <region>', 'AWS region (default: that of the credentials that deploy)')
    .option('--domain <name>', 'domain name of production, in a hosted zone of Route 53 (default: none)')
    .option('--library <version>', 'version of gostyle-web-pipeline, or path of a package file (default: the version of this command)')
    .option('--yes', 'ask nothing')
    .option('--dry-run', 'write nothing')
    .action(async (directory: string, options: InitOptions) => {
      await init(resolve(directory), options, hasNextSteps);
    });
}

async function init(start: string, options: InitOptions, hasNextSteps: boolean): Promise<void> {
  const asks = options.yes !== true && hasPerson();
  if (!asks && !options.yes && !options.dryRun) {
    throw new UserError('this is not a terminal, so no questions can be asked: use `--yes`, or `--dry-run` to see what would be written');
  }
  const library = libraryOf(options);
  const wrong = options.start === undefined ? undefined : startProblem(options.start);
  if (wrong !== undefined) throw new UserError(`--start ${wrong}`);
  if (!options.dryRun) makeFolder(start);
  const { root, isRepository } = await rootOf(start);
  const repository = new Repository(root);
  const questions = new Questions(asks);
  try {
    const folder = relative(root, start);
    // The script `gostyle` of its CDK app runs there, and means the repository.
    const inside = folder === INFRASTRUCTURE && repository.isFile(`${folder}/cdk.json`) ? '' : folder;
    const beginning = await findApplication(questions, repository, { ...inside !== '' && { directory: inside }, ...options });
    say(describeApplication(beginning.application, options));
    const shares = sharesPackages(repository, beginning.application);
    const found = shares ? withNotes(beginning.application, sharedPackageNotes(repository)) : beginning.application;
    const present = presentApp(repository);
    const remote = await readRemote(root);
    const asked = await askProject(questions, repository, found, remote, {
      ...options, library, sharesPackages: shares, ...present && { present: forThis(present, found, repository.read('appspec.yml')) },
    });
    if (present) refuseOther(present, asked, options);
    if (asked.compute === 'ec2') refuseSecondUnit(presentUnits(repository), asked.application.name, present);
    const { application } = asked;
    const files = [...starterFiles(beginning.files), ...plan(repository, asked)];
    const kept = asks ? [] : keptDespite(files, options);
    const problems = [...kept, ...application.problems, ...exampleVariables(repository, application.directory, runsTests(application))];
    const writesApp = files.some(({ path, state }) => path === `${INFRASTRUCTURE}/cdk.json` && state === 'new');
    const processes = procfileNotes(repository, application.directory);
    const isSaid = [...application.notes, ...processes].some((note) => note.includes('beforeDeployment'));
    const notes = [
      ...processes,
      ...isSaid ? [] : migrationNotes(repository, application),
      ...imageNotes(repository, asked), ...writesApp ? remoteNotes(remote) : [],
    ];
    const project = { ...asked, application: withNotes({ ...application, problems }, notes) };
    say(describePlan(files));
    assertWritable(root, files);
    if (!options.dryRun) await write(root, files, questions);
    finish(project, isRepository, hasNextSteps && !options.dryRun);
  } finally {
    questions.close();
  }
}

/** Whether the commands of the build contain the application's tests. */
function runsTests({ build: { report, commands } }: FoundApplication): boolean {
  return report !== undefined || commands.some((line) => /\btest\b/.test(line));
}

/** An existing CDK app is kept, so the files beside it must be for the same compute and kind. */
function refuseOther({ path, computes, kind, language: written }: PresentApp, { compute, language }: Project, asked: ApplicationFlags): void {
  const says = (what: string, option: string, value: string) => new UserError(`${path} says ${what}, but you asked for ${value}, and this command `
    + `replaces no CDK app: change ${path} first, or leave out --${option}; nothing was written`);
  if (!computes.includes(compute)) throw says(computes.map((each) => NAMES[each]).join(' and '), 'compute', NAMES[compute]);
  if (asked.kind !== undefined && kind !== undefined && asked.kind !== kind) throw says(`that the application's kind is ${kind}`, 'kind', asked.kind);
  if (language !== written) throw says(`that the CDK app is in ${written}`, 'language', language);
}

/** Without the name of a unit that is for another application of the repository. */
function forThis({ name, ...present }: PresentApp, found: FoundApplication, appspec: string | undefined): PresentApp {
  if (name === undefined) return present;
  const isSame = found.install.some(({ source }) => appspec?.includes(`source: ${source.replace(found.name, name)}\n`));
  return { ...present, ...isSame && { name } };
}

const GIVEN = { start: '--start', port: '--port', healthPath: '--health-path', connection: '--connection', region: '--region', domain: '--domain' };

/** Nobody is asked whether to replace a file, and what was given is in none that is kept. */
function keptDespite(files: readonly PlannedFile[], options: InitOptions): string[] {
  const given = (Object.keys(GIVEN) as (keyof typeof GIVEN)[]).filter((name) => options[name] !== undefined).map((name) => GIVEN[name]);
  const kept = files.filter(({ state }) => state === 'different').map(({ path }) => path);
  if (given.length === 0 || kept.length === 0) return [];
  const [were, them, unchanged] = kept.length === 1 ? ['was', 'it', 'it'] : ['were', 'them', 'those that you have not changed'];
  return [`${kept.join(', ')} ${were} kept as before, so what you gave with ${given.join(', ')} may not be in effect: change ${them}, or delete `
    + `${unchanged} and run this command again`];
}

/** The hook beside the units would not know which one to start. */
function refuseSecondUnit(units: readonly string[], name: string, present: PresentApp | undefined): void {
  const other = units.find((unit) => unit !== name);
  if (other === undefined) return;
  const same = NAME.test(other) ? `use \`--name ${other}\` if it is the same application; ` : '';
  const written = present ? `what was written for it (deploy/${other}.service, buildspec.yml, appspec.yml, ${INFRASTRUCTURE})` : 'that file';
  throw new UserError(`deploy/${other}.service is there already, and the hook in that folder starts the only unit beside it, so `
    + `deploy/${name}.service cannot be added: ${same}to replace it, first move or remove ${written}; to deploy both, give the second one its own `
    + 'files, as docs/sources.md of the library shows; nothing was written');
}

const NAMES = { ec2: 'EC2', fargate: 'Fargate', lambda: 'Lambda' };

function withNotes(application: FoundApplication, notes: readonly string[]): FoundApplication {
  return { ...application, notes: [...application.notes, ...notes] };
}

/** The image is made of the runtime's base image and the revision. */
function imageNotes(repository: Repository, { compute, application: { directory } }: Project): string[] {
  const path = directory === '.' ? 'Dockerfile' : `${directory}/Dockerfile`;
  if (compute !== 'fargate' || !repository.isFile(path)) return [];
  return [`${path} is not used: tasks run the build's output on the base image of the runtime. If they need what it installs, set \`dockerfile\` of `
    + '`Compute.fargate`, which copies from that output'];
}

/** npm recognizes files by the `file:` scheme, and resolves their paths from the folder of the CDK app. */
function libraryOf({ library = `^${PACKAGE_VERSION}` }: Pick<InitOptions, 'library'>): string {
  if (!/^[^\s\0][^\0-\x1f\x7f]*$/.test(library)) {
    throw new UserError(`--library must be a version or the path of a package file, got: ${JSON.stringify(library)}`);
  }
  const path = library.replace(/^file:/, '');
  if (!path.endsWith('.tgz') || path.includes(':')) return library;
  if (!existsSync(path)) throw new UserError(`--library names a package file that does not exist: ${resolve(path)}`);
  return `file:${resolve(path)}`;
}

/** The repository that contains the folder, or the folder itself if there is none. */
async function rootOf(directory: string): Promise<{ readonly root: string; readonly isRepository: boolean }> {
  const { code, stdout } = await gitReferences(directory, ['rev-parse', '--show-toplevel']);
  return code === 0 ? { root: stdout.trimEnd(), isRepository: true } : { root: directory, isRepository: false };
}

function starterFiles(files: Readonly<Record<string, string>>): PlannedFile[] {
  return Object.entries(files).map(([path, text]) => ({ path, text, state: 'new' }));
}

async function write(root: string, files: readonly PlannedFile[], questions: Questions): Promise<void> {
  for (const file of files) {
    if (file.state === 'same') continue;
    if (file.state === 'different' && !await questions.agrees(`${file.path} already exists and differs: replace it?`)) continue;
    await writePlanned(root, file);
  }
}

function finish({ application, connectionArn, ...project }: Project, isRepository: boolean, hasNextSteps: boolean): void {
  for (const problem of application.problems) say(`\nTo do: ${problem}.`);
  for (const note of application.notes) say(`\nNote: ${note}.`);
  if (hasNextSteps) say(nextSteps({ ...project, application, connectionArn }, isRepository));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
