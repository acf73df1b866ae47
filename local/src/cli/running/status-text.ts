import { counted } from '../../messages/counted';
import { ownCommand } from '../../messages/own-command';
import { visible } from '../../messages/visible-text';
import { isGoingOn } from '../../model/going-on';
import type { ApprovalState, EnvironmentState, ExecutionState, RunState } from '../../model/run-state';
import { servingText } from '../../model/serving';
import { failureText } from '../run-view/failure-text';
import { clean } from '../run-view/message-line';

/** A short text summary of a run. */
export function statusText(state: RunState): string {
  const { executions, environments, approvals, unreadable = [] } = state;
  return [
    ...shown(executions).flatMap((each) => [
      executionLine(each),
      ...waitLines(each, executions),
      ...each.stages.map(({ name, status }) => `  ${name.padEnd(24)} ${status}`),
    ]),
    'environments',
    ...environments.map(environmentLine),
    ...approvals.map(approvalLine),
    ...failureLines(state),
    ...unreadable,
  ].map(visible).join('\n');
}

/** The newest one, and those before it that have not ended. */
function shown(executions: readonly ExecutionState[]): readonly ExecutionState[] {
  return executions.filter(({ status }, index) => index === 0 || isGoingOn(status));
}

function executionLine({ id, status, commit, retryOf, trigger }: ExecutionState): string {
  const purpose = retryOf !== undefined ? `, retry of execution ${retryOf}` : trigger === 'Rollback' ? ', rollback' : '';
  return `${status} ${shortly(commit)} (execution ${id}${purpose})`;
}

function waitLines({ waitsFor }: ExecutionState, executions: readonly ExecutionState[]): string[] {
  if (!waitsFor) return [];
  const inside = executions.find(({ id }) => id === waitsFor.executionId);
  return [`  waits for stage ${waitsFor.stage}: execution ${waitsFor.executionId}${inside ? ` of ${shortly(inside.commit)}` : ''} is in it`];
}

function environmentLine(environment: EnvironmentState): string {
  const { name, url, unreadable, revision, load } = environment;
  if (unreadable !== undefined) return `  ${name.padEnd(24)} ${unreadable}`;
  if (url === '') return `  ${name.padEnd(24)} ${revision === undefined ? 'nothing deployed yet' : revision.slice(0, 7)}, not running`;
  const requests = load ? `, ${counted(load.requests, 'request')}, ${load.dropped} dropped` : '';
  return `  ${name.padEnd(24)} ${servingText(environment)}, ${url}${requests}`;
}

function approvalLine({ environment, commit }: ApprovalState): string {
  return `${environment} is waiting for approval of ${shortly(commit)}: \`${ownCommand(`approve ${environment}`)}\``;
}

/** The failure of an execution that is not the newest one is told apart from what the lines above it show. */
function failureLines({ executions, failure, failureSupersededBy }: RunState): string[] {
  if (!failure) return [];
  const commitOf = (wanted: string) => executions.find(({ id }) => id === wanted)?.commit;
  const of = (id: string) => `execution ${id}${commitOf(id) ? ` of ${commitOf(id)?.id.slice(0, 7)}` : ''}`;
  if (failureSupersededBy !== undefined) {
    return [`${of(failure.executionId)} failed in ${failure.stage} before, and is superseded by ${of(failureSupersededBy)}: ${clean(failure.title)}`];
  }
  return [`${failure.executionId === executions[0]?.id ? '' : `${of(failure.executionId)} `}${failureText(failure)}`];
}

function shortly({ id, subject }: ExecutionState['commit']): string {
  return `${id.slice(0, 7)} ${subject}`;
}
