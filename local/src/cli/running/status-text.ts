import { counted } from '../../messages/counted';
import { visible } from '../../messages/visible-text';
import type { ApprovalState, EnvironmentState, ExecutionState, RunState } from '../../model/run-state';
import { failureText } from '../run-view/failure-text';

/** A short text summary of a run. */
export function statusText({ executions, environments, approvals, failure }: RunState): string {
  return [
    ...executions.slice(0, 1).map(executionLine),
    ...executions.slice(0, 1).flatMap(({ stages }) => stages.map(({ name, status }) => `  ${name.padEnd(24)} ${status}`)),
    'environments',
    ...environments.map(environmentLine),
    ...approvals.map(approvalLine),
    ...failure ? [failureText(failure)] : [],
  ].map(visible).join('\n');
}

function executionLine({ id, status, commit }: ExecutionState): string {
  return `${status} ${commit.id.slice(0, 7)} ${commit.subject} (execution ${id})`;
}

function environmentLine({ name, url, revision, hostKind = 'host', instances, load }: EnvironmentState): string {
  const serves = revision?.slice(0, 7) ?? 'no revision';
  if (url === '') return `  ${name.padEnd(24)} ${serves}, not running`;
  const serving = instances.filter((each) => each.inService).length;
  const requests = load ? `, ${load.requests} requests, ${load.dropped} dropped` : '';
  return `  ${name.padEnd(24)} ${serves} on ${serving} of ${counted(instances.length, hostKind)}, ${url}${requests}`;
}

function approvalLine({ environment, commit }: ApprovalState): string {
  return `${environment} is waiting for approval of ${commit.id.slice(0, 7)} ${commit.subject}: \`gostyle approve ${environment}\``;
}
