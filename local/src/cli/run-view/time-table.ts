import { duration } from '../../messages/duration';
import { visible } from '../../messages/visible-text';
import type { ExecutionState } from '../../model/run-state';

/** Where the time of an execution went. */
export function timeTable(execution: ExecutionState): string {
  const took = ({ status }: { readonly status: string }) => status !== 'Skipped' && status !== 'NotStarted';
  const rows = execution.stages.filter(took).flatMap((stage) => [
    [stage.name, stage.status, seconds(stage.seconds)],
    ...stage.actions.filter(took).map((action) => [`  ${action.name}`, action.status, seconds(action.seconds)]),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length), 0));
  const lines = rows.map(([name, status, time]) => `${name.padEnd(widths[0])}  ${status.padEnd(widths[1])}  ${time.padStart(widths[2])}`);
  return visible([`where the time went (${seconds(execution.seconds)} in total)`, ...lines].join('\n'));
}

function seconds(value: number | undefined): string {
  return value === undefined ? '-' : duration(value);
}
