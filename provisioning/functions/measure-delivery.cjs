// The four DORA measures of an environment, from what the pipeline did. They are written to the log as embedded metrics.
// Inline code of a Lambda function.
'use strict';
const { CodePipelineClient, ListActionExecutionsCommand } = require('@aws-sdk/client-codepipeline');

exports.handler = async ({ time, detail: { pipeline, stage, state, 'execution-id': id } }) => {
  const codepipeline = new CodePipelineClient({});
  const list = (rest) => codepipeline.send(new ListActionExecutionsCommand({ pipelineName: pipeline, ...rest }));
  const { actionExecutionDetails: actions } = await list({ filter: { pipelineExecutionId: id } });
  const now = Date.parse(time);
  if (state === 'SUCCEEDED') {
    const { AuthorDate } = actions.find((each) => each.stageName === 'Source')?.output?.outputVariables ?? {};
    const failedSince = await sinceWhenItFailed(list, stage, id);
    emit(pipeline, stage, now, {
      Deployments: 1,
      FailedDeployments: 0,
      ...AuthorDate && { LeadTime: (now - Date.parse(AuthorDate)) / 1000 },
      ...failedSince && { TimeToRestore: (now - failedSince) / 1000 },
    });
    return;
  }
  // A rejected approval or a change set that cannot be made changed nothing.
  const changed = actions.some((each) => each.stageName === stage && each.status === 'Failed' && changesOf(stage).includes(each.actionName));
  if (changed) emit(pipeline, stage, now, { Deployments: 0, FailedDeployments: 1 });
};

/** Actions of a stage that change the environment, in their order. */
const changesOf = (stage) => JSON.parse(process.env.CHANGES)[stage];

/** When the first of the failures in a row before this execution happened. */
async function sinceWhenItFailed(list, stage, id) {
  const changes = changesOf(stage);
  let since;
  let nextToken;
  do {
    const page = await list({ maxResults: 100, nextToken });
    for (const { stageName, actionName, status, pipelineExecutionId, lastUpdateTime } of page.actionExecutionDetails) {
      if (stageName !== stage || !changes.includes(actionName) || pipelineExecutionId === id) continue;
      if (status === 'Failed') since = lastUpdateTime.getTime();
      if (status === 'Succeeded' && actionName === changes.at(-1)) return since;
    }
    nextToken = page.nextToken;
  } while (nextToken);
  return since;
}

function emit(Pipeline, Environment, Timestamp, values) {
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: /Time/.test(Name) ? 'Seconds' : 'Count' }));
  const _aws = { Timestamp, CloudWatchMetrics: [{ Namespace: 'GoStyle/Delivery', Dimensions: [['Pipeline', 'Environment']], Metrics }] };
  console.log(JSON.stringify({ _aws, Pipeline, Environment, ...values }));
}
