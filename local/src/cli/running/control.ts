import { Command } from 'commander';
import { findRun, forRun, type RunOptions } from './run-options';
import { UserError } from '../../messages/user-error';
import { visible } from '../../messages/visible-text';
import type { Outcome } from '../../model/console';
import type { ExecutionState } from '../../model/run-state';
import type { RunClient } from '../../web/run-client';
import { withExamples } from '../help';

interface Control {
  readonly name: 'retry' | 'stop';
  readonly description: string;
  readonly example: string;
  /** What is said when it was accepted. */
  readonly doing: string;
  /** Why there is none, and what to do then. */
  none(executions: readonly ExecutionState[]): string;
  applies(execution: ExecutionState): boolean;
  ask(run: RunClient, executionId: string): Promise<Outcome>;
}

/** A command that controls one execution of the run. */
export function controlCommand(control: Control): Command {
  const examples = [
    { line: `gostyle ${control.name}`, does: control.example },
    { line: `gostyle ${control.name} 4f1c2d9`, does: 'that of a commit, or an execution by its id' },
  ];
  return forRun(withExamples(new Command(control.name), examples))
    .description(control.description)
    .argument('[execution]', 'its id, or the beginning of its commit\'s; may be omitted if there is only one')
    .action(async (wanted: string | undefined, options: RunOptions) => {
      const run = await findRun(options);
      const execution = chosen(control, wanted, (await run.state()).executions);
      const outcome = await control.ask(run, execution.id);
      const named = nameOf(execution);
      process.stderr.write(`${visible(outcome.accepted ? `${control.doing} ${named}` : `${named}: ${outcome.reason}`)}\n`);
      if (!outcome.accepted) process.exitCode = 1;
    });
}

function chosen(control: Control, wanted: string | undefined, executions: readonly ExecutionState[]): ExecutionState {
  const isMeant = ({ id, commit }: ExecutionState): boolean => wanted === undefined || id === wanted || commit.id.startsWith(wanted);
  const possible = executions.filter((each) => control.applies(each));
  const found = possible.filter(isMeant);
  const [first, second] = found;
  if (first && !second) return first;
  if (first) throw new UserError(`${control.name} takes one execution, but ${found.map(nameOf).join(' and ')} can be meant: name one by its id`);
  // The run says why it refuses one that is named.
  const named = wanted === undefined ? [] : executions.filter(isMeant);
  if (named.length === 1) return named[0];
  if (wanted === undefined || possible.length === 0) throw new UserError(control.none(executions));
  throw new UserError(`${wanted} is none of the executions that ${control.name} can take: ${possible.map(nameOf).join(', ')}`);
}

function nameOf({ id, commit }: ExecutionState): string {
  return `${id} (${commit.id.slice(0, 7)} ${commit.subject})`;
}
