// Tells people that a stage of the pipeline failed, and why, or that production was released.
// Inline code of a Lambda function: at most 4096 characters.
'use strict';
const { CodePipelineClient, ListActionExecutionsCommand } = require('@aws-sdk/client-codepipeline');
const { CodeDeployClient, ListDeploymentTargetsCommand, BatchGetDeploymentTargetsCommand } = require('@aws-sdk/client-codedeploy');
const { STSClient, AssumeRoleCommand } = require('@aws-sdk/client-sts');
const { SNSClient, PublishCommand } = require('@aws-sdk/client-sns');

exports.handler = async ({ detail: { pipeline, stage, state, 'execution-id': id } }) => {
  const { actionExecutionDetails: actions } = await new CodePipelineClient({}).send(
    new ListActionExecutionsCommand({ pipelineName: pipeline, filter: { pipelineExecutionId: id } }));
  const { CommitId = '', CommitMessage = '' } = actions.find((each) => each.stageName === 'Source')?.output?.outputVariables ?? {};
  const commit = `${CommitId.slice(0, 7)} ${CommitMessage.split('\n')[0]}`.trim();
  const released = state === 'SUCCEEDED';
  const subject = `${pipeline}: ${stage} ${released ? 'was released' : 'failed'}`;
  const lines = [`Commit: ${commit}`, ...released ? [] : await whatFailed(actions.find((each) => each.stageName === stage && each.status === 'Failed'))];
  await new SNSClient({}).send(new PublishCommand({
    TopicArn: process.env.TOPIC_ARN,
    // Amazon SNS refuses a subject that is longer than 100 characters or not ASCII.
    Subject: subject.slice(0, 100),
    Message: [subject, ...lines, `Execution: ${id}`].join('\n'),
  }));
};

async function whatFailed(action) {
  if (!action) return [];
  const { externalExecutionId, externalExecutionSummary, externalExecutionUrl, errorDetails } = action.output?.executionResult ?? {};
  const lines = [`Action: ${action.actionName}`, `Reason: ${errorDetails?.message ?? externalExecutionSummary ?? 'none was given'}`];
  if (externalExecutionUrl) lines.push(`Details: ${externalExecutionUrl}`);
  if (action.input?.actionTypeId?.provider !== 'CodeDeploy' || !externalExecutionId) return lines;
  try {
    return [...lines, ...await firstFailedHost(await codeDeployOf(action.stageName), externalExecutionId)];
  } catch (error) {
    return [...lines, `Hosts: cannot be read: ${error.message}`];
  }
}

/** Where the environment is; in another account with a role there. */
async function codeDeployOf(stage) {
  const { region, roleArn: RoleArn } = JSON.parse(process.env.ELSEWHERE)[stage] ?? {};
  if (!RoleArn) return new CodeDeployClient({ region });
  const { Credentials: c } = await new STSClient({}).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'digest' }));
  const [accessKeyId, secretAccessKey, sessionToken] = [c.AccessKeyId, c.SecretAccessKey, c.SessionToken];
  return new CodeDeployClient({ region, credentials: { accessKeyId, secretAccessKey, sessionToken } });
}

async function firstFailedHost(codedeploy, deploymentId) {
  const { targetIds } = await codedeploy.send(new ListDeploymentTargetsCommand({ deploymentId, targetFilters: { TargetStatus: ['Failed'] } }));
  if (!targetIds.length) return ['Hosts: none failed'];
  const { deploymentTargets } = await codedeploy.send(new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds: targetIds.slice(0, 25) }));
  const [first] = deploymentTargets.flatMap(({ instanceTarget }) => (instanceTarget?.lifecycleEvents ?? [])
    .filter(({ status }) => status === 'Failed')
    .map((event) => ({ ...event, host: instanceTarget.targetId })))
    .sort((a, b) => a.endTime - b.endTime);
  if (!first) return [`Hosts: ${targetIds.join(', ')} failed outside of a lifecycle event`];
  const { scriptName = '', errorCode = '', message = '', logTail = '' } = first.diagnostics ?? {};
  const exitCode = /exit code (\d+)/.exec(message)?.[1] ?? 'none';
  return [`Host: ${first.host}`, `Lifecycle event: ${first.lifecycleEventName}`, `Script: ${scriptName}`, `Exit code: ${exitCode}`, `Error: ${errorCode} ${message}`,
    'Last log lines:', ...logTail.trim().split('\n').slice(-10)];
}
