// Pre-traffic hook of CodeDeploy: asks a new version of a function for its health check path, as the load balancer would. Only one that
// answers 200 twice gets traffic. Runs as inline code of a Lambda function: no asset.
'use strict';
const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = require('@aws-sdk/client-codedeploy');

const TIMES = 2;
/** What is kept of the function's time to report the result. */
const REPORT_MS = 10_000;

exports.handler = async ({ DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId }, context) => {
  let status = 'Succeeded';
  const abortSignal = AbortSignal.timeout(context.getRemainingTimeInMillis() - REPORT_MS);
  try {
    const { NEW_VERSION, HEALTH_CHECK_PATH } = process.env;
    for (let time = 0; time < TIMES; time += 1) await ask(new LambdaClient({}), NEW_VERSION, HEALTH_CHECK_PATH, abortSignal);
  } catch (error) {
    console.log(error.message);
    status = 'Failed';
  }
  await new CodeDeployClient({}).send(new PutLifecycleEventHookExecutionStatusCommand({ deploymentId, lifecycleEventHookExecutionId, status }));
};

async function ask(lambda, version, path, abortSignal) {
  const event = {
    requestContext: { elb: { targetGroupArn: '' } },
    httpMethod: 'GET',
    path,
    queryStringParameters: {},
    multiValueHeaders: { 'host': ['localhost'], 'user-agent': ['GoStyle-VersionCheck'] },
    body: '',
    isBase64Encoded: false,
  };
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: version, Payload: JSON.stringify(event) }), { abortSignal })
    .catch((error) => { throw abortSignal.aborted ? new Error(`${version} does not answer ${path}`) : error; });
  const text = Buffer.from(Payload).toString('utf8');
  if (FunctionError) throw new Error(`${version} failed: ${text}`);
  const { statusCode } = JSON.parse(text);
  if (statusCode !== 200) throw new Error(`${version} answers ${path} with ${statusCode}, not with 200`);
}
