// The four DORA measures of an environment, from what the pipeline did. They are written to the log as embedded metrics.
// Runs as inline code of a Lambda function: no asset, and at most 4096 characters.
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
  const changed = actions.some((each) => each.stageName === stage && each.status === 'Failed' && isChange(each.actionName));
  if (changed) emit(pipeline, stage, now, { Deployments: 0, FailedDeployments: 1 });
};

const isChange = (actionName) => actionName === 'ExecuteChangeSet' || actionName === 'Deploy';

/** When the first of the failures in a row before this execution happened. */
async function sinceWhenItFailed(list, stage, id) {
  let since;
  let nextToken;
  do {
    const page = await list({ maxResults: 100, nextToken });
    for (const { stageName, actionName, status, pipelineExecutionId, lastUpdateTime } of page.actionExecutionDetails) {
      if (stageName !== stage || !isChange(actionName) || pipelineExecutionId === id) continue;
      if (status === 'Failed') since = lastUpdateTime.getTime();
      if (status === 'Succeeded' && actionName === 'Deploy') return since;
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
