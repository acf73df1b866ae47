import { ownCommand } from './own-command';
import { counted } from '../../messages/counted';
import { visible } from '../../messages/visible-text';
import { isGoingOn } from '../../model/going-on';
import type { ApprovalState, EnvironmentState, ExecutionState, RunState } from '../../model/run-state';
import { failureText } from '../run-view/failure-text';

/** A short text summary of a run. */
export function statusText({ executions, environments, approvals, failure }: RunState): string {
  return [
    ...shown(executions).flatMap((each) => [executionLine(each), ...each.stages.map(({ name, status }) => `  ${name.padEnd(24)} ${status}`)]),
    'environments',
    ...environments.map(environmentLine),
    ...approvals.map(approvalLine),
    ...failure ? [failureText(failure)] : [],
  ].map(visible).join('\n');
}

/** The newest one, and those before it that have not ended. */
function shown(executions: readonly ExecutionState[]): readonly ExecutionState[] {
  return executions.filter(({ status }, index) => index === 0 || isGoingOn(status));
}

function executionLine({ id, status, commit }: ExecutionState): string {
  return `${status} ${commit.id.slice(0, 7)} ${commit.subject} (execution ${id})`;
}

function environmentLine({ name, url, unreadable, revision, hostKind = 'host', instances, load }: EnvironmentState): string {
  if (unreadable !== undefined) return `  ${name.padEnd(24)} ${unreadable}`;
  if (url === '') return `  ${name.padEnd(24)} ${shortened(revision)}, not running`;
  const serving = instances.filter((each) => each.inService).map((each) => each.revision ?? revision);
  // During a deployment, several revisions may serve.
  const revisions = serving.length === 0 ? [revision] : [...new Set(serving)];
  const counts = revisions.map((each) => `${shortened(each)} on ${serving.filter((other) => other === each).length}`);
  const requests = load ? `, ${counted(load.requests, 'request')}, ${load.dropped} dropped` : '';
  return `  ${name.padEnd(24)} ${counts.join(' and ')} of ${counted(instances.length, hostKind)}, ${url}${requests}`;
}

function shortened(revision: string | undefined): string {
  return revision?.slice(0, 7) ?? 'no revision';
}

function approvalLine({ environment, commit }: ApprovalState): string {
  return `${environment} is waiting for approval of ${commit.id.slice(0, 7)} ${commit.subject}: \`${ownCommand(`approve ${environment}`)}\``;
}
