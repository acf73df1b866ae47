// `recover` deletes a stack whose first creation failed, because CloudFormation refuses every change set of it; never one that was there.
// `protect` turns on termination protection, which a template cannot. Inline code of a Lambda function.
'use strict';
const { CodePipelineClient, PutJobSuccessResultCommand, PutJobFailureResultCommand } = require('@aws-sdk/client-codepipeline');
const cfn = require('@aws-sdk/client-cloudformation');
const { STSClient, AssumeRoleCommand } = require('@aws-sdk/client-sts');

/** States of a stack that never was there. */
const NEVER_CAME_UP = ['CREATE_FAILED', 'REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE'];

exports.handler = async ({ 'CodePipeline.job': { id: jobId, data } }) => {
  const codepipeline = new CodePipelineClient({});
  let command;
  try {
    const parameters = JSON.parse(data.actionConfiguration.configuration.UserParameters);
    const cloudformation = await cloudFormationOf(parameters);
    const { summary, continuationToken } = parameters.care === 'protect'
      ? await protect(cloudformation, parameters)
      : await recover(cloudformation, parameters, data.continuationToken);
    const done = summary && { executionDetails: { summary }, outputVariables: { AttemptId: jobId.replaceAll('-', '') } };
    command = new PutJobSuccessResultCommand({ jobId, continuationToken, ...done });
  } catch (error) {
    command = new PutJobFailureResultCommand({ jobId, failureDetails: { type: 'JobFailed', message: error.message.slice(0, 1000) } });
  }
  await codepipeline.send(command);
};

/** `deleting`: id of the stack that an earlier call began to delete. By its name it is not found any more. */
async function recover(cloudformation, { stackName }, deleting) {
  const { StackId, StackStatus } = await describe(cloudformation, deleting ?? stackName) ?? {};
  if (deleting) {
    if (StackStatus === 'DELETE_IN_PROGRESS') return { continuationToken: deleting };
    if (StackStatus && StackStatus !== 'DELETE_COMPLETE') throw stuck(stackName, StackStatus);
    return { summary: `${stackName} never came up and was deleted` };
  }
  if (StackStatus === 'ROLLBACK_FAILED') throw stuck(stackName, StackStatus);
  if (!StackStatus) return { summary: `there is no ${stackName} yet` };
  if (!NEVER_CAME_UP.includes(StackStatus)) return { summary: `${stackName} is ${StackStatus}: left as it is` };
  // By its id: another one that gets its name meanwhile stays.
  await cloudformation.send(new cfn.DeleteStackCommand({ StackName: StackId }));
  return { continuationToken: StackId };
}

const stuck = (stackName, status) => new Error(`${stackName} never came up, and not all that it made can be taken back (${status}): look at its`
  + ' events, turn off the deletion protection of its load balancer, delete the stack by hand, and retry the whole stage');

async function protect(cloudformation, { stackName }) {
  const { EnableTerminationProtection } = await describe(cloudformation, stackName) ?? {};
  if (!EnableTerminationProtection) {
    await cloudformation.send(new cfn.UpdateTerminationProtectionCommand({ StackName: stackName, EnableTerminationProtection: true }));
  }
  return { summary: `${stackName} is protected against deletion` };
}

async function describe(cloudformation, StackName) {
  try {
    return (await cloudformation.send(new cfn.DescribeStacksCommand({ StackName }))).Stacks[0];
  } catch (error) {
    if (error.name === 'ValidationError' && / does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/** Where the environment is; in another account with a role there. */
async function cloudFormationOf({ region, roleArn: RoleArn }) {
  if (!RoleArn) return new cfn.CloudFormationClient({ region });
  const { Credentials: c } = await new STSClient({}).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'stack' }));
  const [accessKeyId, secretAccessKey, sessionToken] = [c.AccessKeyId, c.SecretAccessKey, c.SessionToken];
  return new cfn.CloudFormationClient({ region, credentials: { accessKeyId, secretAccessKey, sessionToken } });
}
