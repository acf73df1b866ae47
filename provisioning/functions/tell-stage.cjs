// Tells people that a stage of the pipeline failed, and why, or that production was released.
// Inline code of a Lambda function.
'use strict';
const { CodePipelineClient, ListActionExecutionsCommand } = require('@aws-sdk/client-codepipeline');
const { CodeDeployClient, ListDeploymentTargetsCommand, BatchGetDeploymentTargetsCommand } = require('@aws-sdk/client-codedeploy');
const { CloudWatchLogsClient, GetLogEventsCommand } = require('@aws-sdk/client-cloudwatch-logs');
const { STSClient, AssumeRoleCommand } = require('@aws-sdk/client-sts');
const { SNSClient, PublishCommand } = require('@aws-sdk/client-sns');

exports.handler = async ({ detail: { pipeline, stage, state, 'execution-id': id } }) => {
  const { actionExecutionDetails: actions } = await new CodePipelineClient({}).send(
    new ListActionExecutionsCommand({ pipelineName: pipeline, filter: { pipelineExecutionId: id } }));
  const { CommitId = '', CommitMessage = '' } = actions.find((each) => each.stageName === 'Source')?.output?.outputVariables ?? {};
  const commit = `${CommitId.slice(0, 7)} ${CommitMessage.split('\n')[0]}`.trim();
  const released = state === 'SUCCEEDED';
  const subject = `${pipeline}: ${stage} ${released ? 'was released' : 'failed'}`;
  const failed = actions.find((each) => each.stageName === stage && each.status === 'Failed');
  const lines = [`Commit: ${commit}`, ...released ? [] : await whatFailed(failed)];
  const execution = `Execution: ${id}`;
  await new SNSClient({}).send(new PublishCommand({
    TopicArn: process.env.TOPIC_ARN,
    // Amazon SNS refuses a subject that is longer than 100 characters or not ASCII.
    Subject: subject.slice(0, 100),
    MessageStructure: 'json',
    Message: JSON.stringify({ default: [subject, ...lines, execution].join('\n'), https: forPrograms(subject, [...lines, execution]) }),
  }));
};

/** What chat applications show: they drop every other text. A webhook gets it, too. */
function forPrograms(title, lines) {
  const description = lines.join('\n').slice(0, 8000);
  return JSON.stringify({ version: '1.0', source: 'custom', content: { textType: 'client-markdown', title, description } });
}

async function whatFailed(action) {
  if (!action) return [];
  const { externalExecutionId, externalExecutionSummary, externalExecutionUrl, errorDetails } = action.output?.executionResult ?? {};
  const lines = [`Action: ${action.actionName}`, `Reason: ${errorDetails?.message ?? externalExecutionSummary ?? 'none was given'}`];
  if (externalExecutionUrl) lines.push(`Details: ${externalExecutionUrl}`);
  const { logGroup, ...place } = JSON.parse(process.env.STAGES)[action.stageName] ?? {};
  const provider = action.input?.actionTypeId?.provider;
  if (!externalExecutionId || !(provider === 'CodeDeploy' || (provider === 'CodeBuild' && COMMAND.test(externalExecutionId)))) return lines;
  try {
    const access = await accessTo(place);
    if (provider === 'CodeBuild') return [...lines, ...await commandsLines(access, externalExecutionId)];
    return [...lines, ...await firstFailedHost(access, externalExecutionId, logGroup)];
  } catch (error) {
    return [...lines, `${provider === 'CodeBuild' ? 'Output' : 'Hosts'}: cannot be read: ${error.message}`];
  }
}

/** Builds of the project of `beforeDeployment` or `afterDeployment`. */
const COMMAND = /-(?:before|after)-deployment:/;

/** What a command that runs once for a deployment has said. Its stream is named after the build. */
async function commandsLines(access, buildId) {
  const [project, logStreamName] = buildId.split(':');
  const { events } = await new CloudWatchLogsClient(access).send(new GetLogEventsCommand({
    logGroupName: `/aws/codebuild/${project}`, logStreamName, limit: 200,
  }));
  const said = events.map(({ message }) => message.trimEnd()).filter((line) => line !== '' && !line.startsWith('[Container] '));
  return ['Last lines of the command:', ...readable(said).slice(-20)];
}

/** Where the environment is; in another account with a role there. */
async function accessTo({ region, roleArn: RoleArn }) {
  if (!RoleArn) return { region };
  const { Credentials: c } = await new STSClient({}).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'digest' }));
  const [accessKeyId, secretAccessKey, sessionToken] = [c.AccessKeyId, c.SecretAccessKey, c.SessionToken];
  return { region, credentials: { accessKeyId, secretAccessKey, sessionToken } };
}

async function firstFailedHost(access, deploymentId, logGroup) {
  const codedeploy = new CodeDeployClient(access);
  const { targetIds } = await codedeploy.send(new ListDeploymentTargetsCommand({ deploymentId, targetFilters: { TargetStatus: ['Failed'] } }));
  if (!targetIds.length) return ['Hosts: none failed'];
  const { deploymentTargets } = await codedeploy.send(new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds: targetIds.slice(0, 25) }));
  const [first] = deploymentTargets.flatMap(({ instanceTarget }) => (instanceTarget?.lifecycleEvents ?? [])
    .filter(({ status }) => status === 'Failed')
    .map((event) => ({ ...event, host: instanceTarget.targetId, since: startOf(instanceTarget.lifecycleEvents) })))
    .sort((a, b) => a.endTime - b.endTime);
  if (!first) return [`Hosts: ${targetIds.join(', ')} failed outside of a lifecycle event`];
  const { scriptName = '', errorCode = '', message = '', logTail = '' } = first.diagnostics ?? {};
  const exitCode = /exit code (\d+)/.exec(message)?.[1] ?? 'none';
  return [
    `Host: ${first.host}`, `Lifecycle event: ${first.lifecycleEventName}`, `Script: ${scriptName}`, `Exit code: ${exitCode}`,
    `Error: ${errorCode} ${message}`,
    'Last log lines:', ...readable(logTail.trim().split('\n')).slice(-10),
    ...logGroup ? await applicationsLines(access, logGroup, first) : [],
  ];
}

function startOf(lifecycleEvents) {
  return Math.min(...lifecycleEvents.flatMap(({ startTime }) => startTime ? [startTime.getTime()] : []));
}

/** What the application of the host logged during the deployment, and not during the rollback that follows. */
async function applicationsLines(access, logGroupName, { host, since, endTime }) {
  try {
    const { events } = await new CloudWatchLogsClient(access).send(new GetLogEventsCommand({
      logGroupName,
      logStreamName: host,
      startTime: Number.isFinite(since) ? since : undefined,
      endTime: endTime.getTime() + 1000,
      limit: 200,
    }));
    const lines = readable(events.map(({ message }) => message.trimEnd())).slice(-20);
    return lines.length > 0 ? ['Last lines of the application:', ...lines] : ['Application: it logged nothing during the deployment'];
  } catch (error) {
    return [`Application: its log cannot be read: ${error.message}`];
  }
}

/** Each line where it comes first, with how often it comes, of a length that can be read, and without what looks like a secret. */
function readable(lines) {
  const counts = new Map();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => `${hidden(line).slice(0, 500)}${count > 1 ? ` (${count} times)` : ''}`);
}

const NAME = '(?:password|passwd|pwd|passphrase|secret|token|private_?key|access_?key(?:_id)?|api_?key)';
const NAMED = new RegExp(`(${NAME}["']?\\s*[=:]\\s*)("[^"]*"|'[^']*'|[^\\s,;&}]+)`, 'gi');
const BEARER = /\b(authorization["']?\s*[=:]\s*["']?(?:\w+ )?|bearer )[\w.~+\/=-]+/gi;
const CREDENTIAL = /\b(?:(?:AKIA|ASIA)[A-Z0-9]{16}\b|gh[pousr]_\w{36,}|github_pat_\w{22,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|sk_live_\w{16,})/g;
const IN_ADDRESS = /(:\/\/[^\s:@\/]*:)[^\s@\/]+(?=@)/g;

function hidden(line) {
  return line.replace(NAMED, '$1***').replace(BEARER, '$1***').replace(CREDENTIAL, '***').replace(IN_ADDRESS, '$1***');
}
