import type { ExecutionEnd } from '../../engine';
import { counted } from '../../messages/counted';
import type { Message } from '../../messages/message';
import type { ApprovalState, CommitState, ExecutionState, FailureDigest, RunState } from '../../model/run-state';

/** What a subscriber of the pipeline's topic would receive on AWS. */
export interface Notification {
  readonly subject: string;
  /** JSON of the service that would have sent it: CodePipeline, CloudWatch, or a custom notification for chat applications. */
  readonly message: object;
}

/** An action that only production stages have. */
const OF_PRODUCTION = 'ProtectStack';
const MOST_CHARACTERS = 8000;

/** The notification for a message of the run; most messages have none. */
export function notificationOf(message: Message, state: RunState): Notification | undefined {
  switch (message.code) {
    case 'approval.requested': return approvalNotification(message, state);
    case 'execution.ended': return failureNotification(message.data as unknown as ExecutionEnd, state);
    case 'stage.ended': return releaseNotification(message, state);
    case 'alarm.active': return alarmNotification(message, 'ALARM');
    case 'alarm.ok': return alarmNotification(message, 'OK');
    default: return undefined;
  }
}

/** Has the fields that CodePipeline sends for an approval action, without those that only its own API needs. */
function approvalNotification({ data, stage, action }: Message, { approvals, pipeline: { name } }: RunState): Notification | undefined {
  const approval = approvals.find(({ id }) => id === data?.approvalId);
  if (!approval) return undefined;
  return {
    subject: `APPROVAL NEEDED: ${name}: ${approval.environment}`,
    message: {
      region: 'local',
      approval: {
        pipelineName: name, stageName: stage, actionName: action, expires: approval.expiresAt, customData: approvalText(approval),
      },
    },
  };
}

function approvalText({ commit, changes, reason }: ApprovalState): string {
  return [...reason === undefined ? [] : [reason], textOf(commit), `${counted(changes.length, 'change')} of the stack`].join('\n');
}

function failureNotification({ execution, failure }: ExecutionEnd, state: RunState): Notification | undefined {
  if (execution.status !== 'Failed' || !failure) return undefined;
  return custom(`${state.pipeline.name}: ${failure.stage} failed`, [`Commit: ${textOf(execution.commit)}`, ...linesOf(failure)], execution);
}

function linesOf({ title, instance, diagnostics, lastLines }: FailureDigest): string[] {
  return [
    `Reason: ${title}`,
    ...instance === undefined ? [] : [`Host: ${instance}`],
    ...diagnostics ? [`Script: ${diagnostics.scriptName}`, `Error: ${diagnostics.errorCode} ${diagnostics.message}`] : [],
    ...lastLines.length === 0 ? [] : ['Last log lines:', ...lastLines.slice(-20)],
  ];
}

function releaseNotification({ stage, executionId, data }: Message, { executions, pipeline: { name } }: RunState): Notification | undefined {
  const execution = executions.find(({ id }) => id === executionId);
  const ended = execution?.stages.find((each) => each.name === stage);
  if (!execution || data?.status !== 'Succeeded' || !ended?.actions.some((action) => action.name === OF_PRODUCTION)) return undefined;
  return custom(`${name}: ${ended.name} was released`, [`Commit: ${textOf(execution.commit)}`], execution);
}

/** A custom notification for chat applications, which drop any other text. */
function custom(title: string, lines: readonly string[], { id }: ExecutionState): Notification {
  const description = [...lines, `Execution: ${id}`].join('\n').slice(0, MOST_CHARACTERS);
  return { subject: title, message: { version: '1.0', source: 'custom', content: { textType: 'client-markdown', title, description } } };
}

function alarmNotification({ data, message, time, environment }: Message, NewStateValue: 'ALARM' | 'OK'): Notification {
  const AlarmName = String(data?.name);
  return {
    subject: `${NewStateValue}: ${AlarmName}`,
    message: { AlarmName, AlarmDescription: environment ?? '', NewStateValue, NewStateReason: message, StateChangeTime: time, Region: 'local' },
  };
}

function textOf({ id, subject }: CommitState): string {
  return `${id.slice(0, 7)} ${subject}`;
}
