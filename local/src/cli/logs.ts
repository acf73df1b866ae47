import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { withExamples } from './help';
import { byTime, type TimedLine } from './running/by-time';
import { logPattern } from './running/log-pattern';
import { ownCommand } from '../messages/own-command';
import { findRunOrLast, forRun, type LookedAtRun, type RunOptions } from './running/run-options';
import { UserError } from '../messages/user-error';
import { visibleWithColours } from '../messages/visible-text';
import type { InstanceLog, LogPage } from '../model/console';
import { hasEntered } from '../model/has-entered';
import { logSearch } from '../model/log-search';
import type { ExecutionState } from '../model/run-state';
import { RunUnreachable } from '../web/run-client';

interface Options extends RunOptions {
  readonly instance?: string;
  readonly source?: string;
  readonly grep?: string;
  readonly search?: string;
  readonly follow?: true;
}

const BUILD = 'build';
const EXAMPLES = [
  { line: 'gostyle logs staging', does: 'the last lines of each host (instance, task, execution environment) and the output of commands, by time' },
  { line: 'gostyle logs production --follow --grep "error|warn"', does: 'new lines that match, as they arrive' },
  { line: 'gostyle logs build --follow', does: 'the output of the build, while it runs' },
  { line: 'gostyle logs --search "level:error status:>=500 -timeout"', does: 'lines of all environments, by words and by the fields of JSON lines' },
  { line: 'gostyle logs staging --instance i-0a1b --source web.service', does: 'one log of the hosts whose id starts with i-0a1b' },
];

interface LogLine extends TimedLine {
  readonly label: string;
  readonly isWanted: boolean;
}

/** Interval at which the logs are polled. */
const LOOK_AGAIN_MS = 500;
/** How often a run that does not answer is asked again. */
const MOST_TRIES = 20;

export function command(): Command {
  return forRun(withExamples(new Command('logs'), EXAMPLES))
    .description('Shows the logs of this directory\'s run, or of the last one: the application, on instances also the agent with its hook '
      + 'scripts and user data, and the commands before and after the last deployment; or the output of the build.')
    .argument('[environment]', 'name of an environment (default: all of them), or `build`')
    .option('--instance <id>', 'only hosts (instances, tasks, execution environments) whose id starts with this')
    .option('--source <name>', 'only this log, by the name that the lines show')
    .option('--grep <pattern>', 'only lines that match this regular expression, ignoring case')
    .option('--search <text>', 'only lines with these words, "phrases" and fields (`level:error`, `status:>=500`); a leading `-` excludes')
    .option('--follow', 'keep printing new lines, until Ctrl-C or the end of the run')
    .action(logs);
}

async function logs(environment: string | undefined, options: Options): Promise<void> {
  const printer = new LogPrinter(environment, options);
  let isHinted = false;
  let { run, ended } = await findRunOrLast(options);
  for (let tries = 0;;) {
    // Before it is over, its hosts write their last lines.
    const isOver = ended !== undefined && !(options.follow && await ended.isInUse());
    try {
      const more = await printer.print(run);
      tries = 0;
      if (more) continue;
      if (!isHinted && !printer.hasRead && environment === undefined) isHinted = await hintAtBuild(run);
    } catch (error) {
      if (!(error instanceof RunUnreachable) || !options.follow || tries++ > MOST_TRIES) throw error;
    }
    if (isOver) process.stderr.write(`no run is in progress: these are the logs of the last one${options.follow ? ', and nothing follows' : ''}\n`);
    if (isOver || !options.follow) {
      if (printer.hasRead && !printer.hasPrinted) process.stderr.write('no line of these logs matches\n');
      return;
    }
    await wait(LOOK_AGAIN_MS);
    ({ run, ended } = await findRunOrLast(options));
  }
}

/** Before the first deployment there are no hosts. Returns whether a build is in progress. */
async function hintAtBuild(run: LookedAtRun['run']): Promise<boolean> {
  const [execution] = (await run.state()).executions;
  const stage = execution && buildStageOf(execution);
  if (stage?.status !== 'InProgress') return false;
  const shows = ownCommand('logs build --follow');
  process.stderr.write(`no host has written anything yet: \`${shows}\` shows the output of the build, which is in progress\n`);
  return true;
}

function buildStageOf({ stages }: ExecutionState): ExecutionState['stages'][number] | undefined {
  return stages.find(({ name }) => name.toLowerCase() === BUILD);
}

/** Prints what is new in the logs, whichever run they are of: cursors are positions in the same files. */
class LogPrinter {
  private readonly cursors = new Map<string, string>();
  private readonly matches: (line: string) => boolean;
  private readonly finds: ReturnType<typeof logSearch>;
  /** Whether there has been a line, printed or not. */
  hasRead = false;
  hasPrinted = false;

  constructor(private readonly environment: string | undefined, private readonly options: Options) {
    this.matches = logPattern(options.grep);
    this.finds = logSearch(options.search ?? '');
  }

  /** Resolves with whether more lines are already available. */
  async print(run: LookedAtRun['run']): Promise<boolean> {
    const { environment } = this;
    const { environments, executions } = await run.state();
    const known = environments.map(({ name }) => name);
    if (environment?.toLowerCase() === BUILD && !known.includes(environment)) {
      refuseHosts(this.options);
      await this.printBuild(run, executions);
      return false;
    }
    let more = false;
    const read: LogLine[][] = [];
    for (const name of environment === undefined ? known : [environment]) {
      const page = await this.page(name, (cursor) => run.instanceLogs(name, cursor));
      more ||= page.more;
      const found = [...page.logs, ...await this.outputOf(name, run, executions)];
      read.push(...found.filter((log) => isWanted(log, this.options)).map((log) => this.labelled(name, log)));
    }
    for (const line of byTime(read)) this.write(line, `${line.label} `);
    return more;
  }

  private async printBuild(run: LookedAtRun['run'], executions: readonly ExecutionState[]): Promise<void> {
    const stage = executions.map(buildStageOf).find((found) => found !== undefined)?.name ?? BUILD;
    const found = await this.outputOf(stage, run, executions);
    for (const line of byTime(found.map((log) => this.labelled(BUILD, log)))) this.write(line);
  }

  private write(line: LogLine, label = ''): void {
    if (!line.isWanted) return;
    this.hasPrinted = true;
    process.stdout.write(`${label}${visibleWithColours(line.text)}\n`);
  }

  /** What a stage prints in its newest execution. When another one enters it, its output follows the rest of the previous one's. */
  private async outputOf(stage: string, run: LookedAtRun['run'], executions: readonly ExecutionState[]): Promise<InstanceLog[]> {
    const [newest, previous] = executions.filter((execution) => hasEntered(execution, stage)).map(({ id }) => ({ id, key: `${id} ${stage}` }));
    const found: InstanceLog[] = [];
    for (const { id, key } of [...previous && this.cursors.has(previous.key) ? [previous] : [], ...newest ? [newest] : []]) {
      // All of it, because what hosts wrote meanwhile belongs between its lines.
      let page: LogPage;
      do {
        page = await this.page(key, (cursor) => run.stageOutput(id, stage, cursor));
        found.push(...page.logs);
      } while (page.more);
    }
    return found;
  }

  private async page(name: string, read: (cursor: string | undefined) => Promise<LogPage>): Promise<LogPage> {
    const page = await read(this.cursors.get(name));
    this.cursors.set(name, page.cursor);
    this.hasRead ||= page.logs.length > 0;
    return page;
  }

  /** All lines, because one without a time has that of the line before it, which may not be wanted. */
  private labelled(environment: string, log: InstanceLog): LogLine[] {
    const label = this.environment === undefined ? `${environment} ${labelOf(log)}` : labelOf(log);
    return log.lines.map((text, index) => ({ label, text, time: log.times?.[index], isWanted: this.isWantedLine(environment, log, text) }));
  }

  private isWantedLine(environment: string, { instance = '', source }: InstanceLog, text: string): boolean {
    return this.matches(text) && this.finds({ environment, instance, source, text });
  }
}

/** A build has one output, and no hosts. */
function refuseHosts({ instance, source }: Options): void {
  const wrong = instance !== undefined ? '--instance' : source !== undefined ? '--source' : undefined;
  if (wrong === undefined) return;
  throw new UserError(`${wrong} selects among the logs of an environment's hosts, but \`${BUILD}\` is the one output of the build: leave it out, `
    + 'select lines with --grep or --search, or name an environment');
}

function isWanted(log: InstanceLog, { instance, source }: Options): boolean {
  return (instance === undefined || log.instance?.startsWith(instance) === true) && (source === undefined || log.source === source);
}

function labelOf({ instance, source }: InstanceLog): string {
  return instance === undefined ? source : `${instance} ${source}`;
}
