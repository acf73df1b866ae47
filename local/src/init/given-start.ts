import { pythonModule } from './known-servers';
import { literalOf, shellCommands, type ShellCommand } from './quoting/shell-line';
import type { FoundApplication } from './repository/found-application';
import { below } from './repository/names';
import { readPackageJson } from './repository/package-json';
import { packageManagerOf, pathToPackages } from './repository/package-manager';
import { GIVEN_SERVERS, inRevision, stepsFolder } from './repository/package-programs';
import { scriptRunBy } from './repository/package-scripts';
import { PYTHON } from './repository/python-application';
import { pythonFileProblems } from './repository/python-file';
import { insteadOf, NODE } from './repository/start-command';
import { addressed, notAdded } from './server-address';
import { ASSIGNMENT, SHELL_ONLY, startProblem } from './start-line';
import type { Repository } from '../checks/source/repository';

/** Commands that only prepare what the next one does on the same host. */
const PREPARE = new Set([...SHELL_ONLY, '[', 'chmod', 'echo', 'mkdir', 'printf', 'sleep', 'test']);

/** A start command of the user's own, made to run on a host where it is clear how. */
export function givenStart(
  line: string, application: FoundApplication, repository: Repository,
): Pick<FoundApplication, 'start' | 'problems' | 'notes'> {
  const onHost = withPathOfProgram(line, application, repository);
  const { command, isKnown, added, because, problems } = addressed(onHost);
  const inside = insideOf(command, application, repository);
  const reasons = [...onHost === line ? [] : ['hosts do not find programs of packages by their names'], ...added === undefined ? [] : [because]];
  return {
    start: command,
    problems: [
      ...application.problems.filter((problem) => !/--start|^the start command /.test(problem) && !(isKnown && / listens on /.test(problem))
        && !(/\$\{?PORT\b/.test(line) && problem.includes(', whatever PORT says'))),
      ...problems,
      ...inside.flatMap(problemsInside),
      ...isKnown ? [] : pythonFileProblems(repository, application.directory, command),
    ],
    notes: [
      ...application.notes.filter((note) => !note.includes('--start') && !(/\$\{?PORT\b/.test(line) && note.includes('reads PORT'))),
      ...reasons.length === 0 ? [] : [`the start command is \`${command}\`: ${reasons.join(', and ')}`],
      ...stepsBefore(command).map(({ words }) => eachTime(words.map(({ source }) => source).join(' '), application, repository)),
    ],
  };
}

interface Inside {
  readonly line: string;
  readonly place: string;
}

/** What `sh -c` or a script of `package.json` runs. */
function insideOf(command: string, { directory }: FoundApplication, repository: Repository): Inside[] {
  const path = below(directory, 'package.json');
  const scripts = readPackageJson(repository, directory)?.scripts ?? {};
  return shellCommands(command).flatMap((each) => {
    const [shell, option, quoted] = each.words.map(({ source }) => source);
    const [, , text] = /^(["'])(.*)\1$/.exec(quoted ?? '') ?? [];
    if (/(?:^|\/)(?:ba|da)?sh$/.test(shell ?? '') && option === '-c' && text !== undefined) return [{ line: text, place: 'the start command' }];
    const script = scriptRunBy(each, { scripts });
    return script === undefined ? [] : [{ line: scripts[script]!, place: `the script \`${script}\` of ${path}` }];
  });
}

function problemsInside({ line, place }: Inside): string[] {
  // What no shell accepts says so when it runs.
  if (startProblem(line) !== undefined) return [];
  const { added, because, problems } = addressed(line);
  return [...problems, ...added === undefined ? [] : [notAdded({ added, because }, place)]];
}

/** `flask run` becomes `python -m flask run`, and `next start` the file of Next.js. */
function withPathOfProgram(line: string, { kind, directory }: FoundApplication, repository: Repository): string {
  const program = commandsOf(line).at(-1)?.words.find(({ source }) => !ASSIGNMENT.test(source));
  const name = program && literalOf(program);
  if (name === undefined) return line;
  const module = kind === 'python' ? pythonModule(name) : undefined;
  const isKnown = (kind === 'nodejs' || kind === 'nestjs') && Object.hasOwn(GIVEN_SERVERS, name);
  const file = isKnown ? `${NODE} ${pathToPackages(directory, packageManagerOf(repository, directory))}${GIVEN_SERVERS[name]}` : undefined;
  const path = module === undefined ? file : `${PYTHON} -m ${module}`;
  return path === undefined ? line : `${line.slice(0, program!.begin)}${path}${line.slice(program!.begin + program!.source.length)}`;
}

/** Without what redirections name. */
function commandsOf(line: string): ShellCommand[] {
  return shellCommands(line).filter((_command, index, all) => !/[<>]/.test(all[index - 1]?.operator ?? ''));
}

function stepsBefore(line: string): ShellCommand[] {
  return commandsOf(line).slice(0, -1).filter(({ words: [first] }) => {
    const name = first && literalOf(first);
    return name !== undefined && !PREPARE.has(name) && !ASSIGNMENT.test(name);
  });
}

function eachTime(step: string, { directory }: FoundApplication, repository: Repository): string {
  const instead = insteadOf(inRevision(step, stepsFolder(repository, directory)));
  return `\`${step.slice(0, 100)}\` is part of the start command, so each host runs it at each start. ${instead}`;
}
