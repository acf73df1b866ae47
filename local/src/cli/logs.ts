import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { withExamples } from './help';
import { logPattern } from './running/log-pattern';
import { findRun, forRun, type RunOptions } from './running/run-options';
import { visibleWithColours } from '../messages/visible-text';
import type { InstanceLog } from '../model/console';
import { logSearch } from '../model/log-search';

interface Options extends RunOptions {
  readonly instance?: string;
  readonly source?: string;
  readonly grep?: string;
  readonly search?: string;
  readonly follow?: true;
}

const EXAMPLES = [
  { line: 'gostyle logs staging', does: 'the last lines of each log of each instance' },
  { line: 'gostyle logs production --follow --grep "error|warn"', does: 'new lines that match, as they arrive' },
  { line: 'gostyle logs --search "level:error status:>=500 -timeout"', does: 'lines of all environments, by words and by the fields of JSON lines' },
  { line: 'gostyle logs staging --instance i-0a1b --source web.service', does: 'one log of the instances whose id starts with i-0a1b' },
];

/** Interval at which the logs are polled. */
const LOOK_AGAIN_MS = 500;

export function command(): Command {
  return forRun(withExamples(new Command('logs'), EXAMPLES))
    .description('Shows the logs of this directory\'s run: the application, the agent with its hook scripts, user data.')
    .argument('[environment]', 'name of an environment (default: all of them)')
    .option('--instance <id>', 'only instances whose id starts with this')
    .option('--source <name>', 'only this log, by the name that the lines show')
    .option('--grep <pattern>', 'only lines that match this regular expression, ignoring case')
    .option('--search <text>', 'only lines with these words, "phrases" and fields (`level:error`, `status:>=500`); a leading `-` excludes')
    .option('--follow', 'keep printing new lines, until Ctrl-C')
    .action(logs);
}

async function logs(environment: string | undefined, options: Options): Promise<void> {
  const run = await findRun(options);
  const environments = environment === undefined ? (await run.state()).environments.map(({ name }) => name) : [environment];
  const matches = logPattern(options.grep);
  const finds = logSearch(options.search ?? '');
  const cursors = new Map<string, string>();
  for (;;) {
    let more = false;
    for (const name of environments) {
      const page = await run.instanceLogs(name, cursors.get(name));
      cursors.set(name, page.cursor);
      more ||= page.more;
      for (const log of page.logs.filter((each) => isWanted(each, options))) {
        const { instance = '', source, lines } = log;
        const label = environment === undefined ? `${name} ${labelOf(log)}` : labelOf(log);
        for (const text of lines.filter(matches).filter((line) => finds({ environment: name, instance, source, text: line }))) {
          process.stdout.write(`${label} ${visibleWithColours(text)}\n`);
        }
      }
    }
    if (more) continue;
    if (!options.follow) return;
    await wait(LOOK_AGAIN_MS);
  }
}

function isWanted(log: InstanceLog, { instance, source }: Options): boolean {
  return (instance === undefined || log.instance?.startsWith(instance) === true) && (source === undefined || log.source === source);
}

function labelOf({ instance, source }: InstanceLog): string {
  return instance === undefined ? source : `${instance} ${source}`;
}
