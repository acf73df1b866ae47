import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { withExamples } from './help';
import { logPattern } from './running/log-pattern';
import { findRunOrLast, forRun, type RunOptions } from './running/run-options';
import { visibleWithColours } from '../messages/visible-text';
import type { InstanceLog } from '../model/console';
import { logSearch } from '../model/log-search';
import { RunUnreachable, type RunClient } from '../web/run-client';

interface Options extends RunOptions {
  readonly instance?: string;
  readonly source?: string;
  readonly grep?: string;
  readonly search?: string;
  readonly follow?: true;
}

const EXAMPLES = [
  { line: 'gostyle logs staging', does: 'the last lines of each log of each host: instance, task or execution environment' },
  { line: 'gostyle logs production --follow --grep "error|warn"', does: 'new lines that match, as they arrive' },
  { line: 'gostyle logs --search "level:error status:>=500 -timeout"', does: 'lines of all environments, by words and by the fields of JSON lines' },
  { line: 'gostyle logs staging --instance i-0a1b --source web.service', does: 'one log of the hosts whose id starts with i-0a1b' },
];

/** Interval at which the logs are polled. */
const LOOK_AGAIN_MS = 500;
/** How often a run that does not answer is asked again. */
const MOST_TRIES = 20;

export function command(): Command {
  return forRun(withExamples(new Command('logs'), EXAMPLES))
    .description('Shows the logs of this directory\'s run, or of the last one: the application, on instances also the agent with its hook '
      + 'scripts and user data.')
    .argument('[environment]', 'name of an environment (default: all of them)')
    .option('--instance <id>', 'only hosts (instances, tasks, execution environments) whose id starts with this')
    .option('--source <name>', 'only this log, by the name that the lines show')
    .option('--grep <pattern>', 'only lines that match this regular expression, ignoring case')
    .option('--search <text>', 'only lines with these words, "phrases" and fields (`level:error`, `status:>=500`); a leading `-` excludes')
    .option('--follow', 'keep printing new lines, until Ctrl-C or the end of the run')
    .action(logs);
}

async function logs(environment: string | undefined, options: Options): Promise<void> {
  const printer = new LogPrinter(environment, options);
  let { run, ended } = await findRunOrLast(options);
  for (let tries = 0;;) {
    // Before it is over, its hosts write their last lines.
    const isOver = ended !== undefined && !(options.follow && await ended.isInUse());
    try {
      const more = await printer.print(run);
      tries = 0;
      if (more) continue;
    } catch (error) {
      if (!(error instanceof RunUnreachable) || !options.follow || tries++ > MOST_TRIES) throw error;
    }
    if (isOver) process.stderr.write(`no run is in progress: these are the logs of the last one${options.follow ? ', and nothing follows' : ''}\n`);
    if (isOver || !options.follow) return;
    await wait(LOOK_AGAIN_MS);
    ({ run, ended } = await findRunOrLast(options));
  }
}

/** Prints what is new in the logs, whichever run they are of: cursors are positions in the same files. */
class LogPrinter {
  private readonly cursors = new Map<string, string>();
  private readonly matches: (line: string) => boolean;
  private readonly finds: ReturnType<typeof logSearch>;

  constructor(private readonly environment: string | undefined, private readonly options: Options) {
    this.matches = logPattern(options.grep);
    this.finds = logSearch(options.search ?? '');
  }

  /** Resolves with whether more lines are already available. */
  async print(run: Pick<RunClient, 'state' | 'instanceLogs'>): Promise<boolean> {
    const { environment, cursors } = this;
    const names = environment === undefined ? (await run.state()).environments.map(({ name }) => name) : [environment];
    let more = false;
    for (const name of names) {
      const page = await run.instanceLogs(name, cursors.get(name));
      cursors.set(name, page.cursor);
      more ||= page.more;
      for (const log of page.logs.filter((each) => isWanted(each, this.options))) this.printLog(name, log);
    }
    return more;
  }

  private printLog(environment: string, log: InstanceLog): void {
    const { instance = '', source, lines } = log;
    const label = this.environment === undefined ? `${environment} ${labelOf(log)}` : labelOf(log);
    for (const text of lines.filter(this.matches).filter((line) => this.finds({ environment, instance, source, text: line }))) {
      process.stdout.write(`${label} ${visibleWithColours(text)}\n`);
    }
  }
}

function isWanted(log: InstanceLog, { instance, source }: Options): boolean {
  return (instance === undefined || log.instance?.startsWith(instance) === true) && (source === undefined || log.source === source);
}

function labelOf({ instance, source }: InstanceLog): string {
  return instance === undefined ? source : `${instance} ${source}`;
}
