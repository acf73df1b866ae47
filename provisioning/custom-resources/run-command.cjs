// Runs the command of `beforeDeployment` as one task, and lets CloudFormation go on when it has succeeded: only then the service changes.
// Runs as inline code of a Lambda function: no asset.
'use strict';
const { ECSClient, RunTaskCommand, DescribeTasksCommand, StopTaskCommand } = require('@aws-sdk/client-ecs');
const { CloudWatchLogsClient, GetLogEventsCommand } = require('@aws-sdk/client-cloudwatch-logs');
const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');

const { CLUSTER: cluster, NETWORK, MINUTES, LOG_GROUP: logGroupName, LOOK_EVERY_MS = '5000' } = process.env;
const TOO_LONG = 'beforeDeployment took too long';
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

exports.handler = async (event, context) => {
  const { RequestType, ResourceProperties, OldResourceProperties } = event;
  if (RequestType === 'Delete' || isOlder(ResourceProperties, OldResourceProperties)) return respond(event, { Status: 'SUCCESS' });
  const answer = await run(event, context).catch((error) => ({ Status: 'FAILED', Reason: `beforeDeployment: ${error.message}` }));
  // When this fails, Lambda calls again, instead of a failure being reported for what has succeeded.
  if (answer) await respond(event, answer);
};

/** What to answer, or nothing if another call goes on. */
async function run(event, { functionName, getRemainingTimeInMillis }) {
  const ecs = new ECSClient({});
  event.task ??= await start(ecs, event);
  event.until ??= Date.now() + MINUTES * 60_000;
  for (;;) {
    // The task runs on, whatever becomes of one look.
    const { tasks: [task], failed = '' } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [event.task] }))
      .catch(({ message }) => ({ tasks: [], failed: ` (its state is unknown: ${message})` }));
    if (task?.lastStatus === 'STOPPED') return resultOf(task);
    if (Date.now() > event.until) {
      await ecs.send(new StopTaskCommand({ cluster, task: event.task, reason: TOO_LONG }));
      throw new Error(`did not end within ${MINUTES} minutes and was stopped${failed}`);
    }
    // A function runs for 15 minutes at most: it goes on in another call.
    if (getRemainingTimeInMillis() < 60_000 && await goesOn(functionName, event)) return undefined;
    await later(Number(LOOK_EVERY_MS));
  }
}

/** Whether there is another call. Without one, this call has time for a few more tries. */
function goesOn(FunctionName, event) {
  const command = new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) });
  return new LambdaClient({}).send(command).then(() => true, (error) => void console.log(`cannot go on in another call: ${error.message}`));
}

/** A rollback of the stack names the revision before: its command has run already. A deployment always brings a later one. */
function isOlder(wanted, before) {
  const revision = ({ TaskDefinition }) => Number(TaskDefinition.split(':').at(-1));
  return before !== undefined && revision(wanted) < revision(before);
}

async function start(ecs, { RequestId, ResourceProperties: { TaskDefinition: taskDefinition } }) {
  const awsvpcConfiguration = { ...JSON.parse(NETWORK), assignPublicIp: 'DISABLED' };
  // Lambda may call a second time for the same request: the token finds the task of the first.
  const { tasks, failures } = await ecs.send(new RunTaskCommand({
    cluster, taskDefinition, clientToken: RequestId, startedBy: 'beforeDeployment',
    capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }], networkConfiguration: { awsvpcConfiguration },
  }));
  if (!tasks.length) throw new Error(`no task could be started: ${failures.map(({ reason }) => reason).join(', ')}`);
  return tasks[0].taskArn;
}

async function resultOf({ taskArn, stoppedReason, containers: [{ exitCode, reason }] }) {
  // An earlier call stopped it, but its answer did not arrive. The exit status of a stopped command says nothing.
  if (stoppedReason === TOO_LONG) return { Status: 'FAILED', Reason: `beforeDeployment: did not end within ${MINUTES} minutes and was stopped` };
  if (exitCode === 0) return { Status: 'SUCCESS' };
  const ended = exitCode === undefined ? `did not run: ${reason ?? stoppedReason}` : `ended with exit status ${exitCode}`;
  const stream = `command/command/${taskArn.split('/').at(-1)}`;
  const lines = exitCode === undefined ? '' : await lastLines(stream).catch((error) => `its log cannot be read: ${error.message}`);
  // What CloudFormation shows of it has an end.
  return { Status: 'FAILED', Reason: `beforeDeployment ${ended} (log stream ${stream}): ${lines.slice(-600)}` };
}

async function lastLines(logStreamName) {
  const { events } = await new CloudWatchLogsClient({}).send(new GetLogEventsCommand({ logGroupName, logStreamName, limit: 20 }));
  return events.map(({ message }) => message.trim().replace(SECRET, '$1***')).join(' | ');
}

const SECRET = /((?:passw(?:or)?d|pwd|secret|token|key|authorization)["']?\s*[=:]\s*|:\/\/[^\s:@/]*:|bearer )[^\s,;&@]+/gi;

async function respond({ StackId, RequestId, LogicalResourceId, ResponseURL }, answer) {
  const body = JSON.stringify({ StackId, RequestId, LogicalResourceId, PhysicalResourceId: LogicalResourceId, ...answer });
  const response = await fetch(ResponseURL, { method: 'PUT', body });
  if (!response.ok) throw new Error(`CloudFormation answered ${response.status}`);
}
