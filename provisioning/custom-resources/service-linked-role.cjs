// Makes the service-linked role of an AWS service, unless the account has it: a second one is refused.
// Runs as inline code of a Lambda function.
'use strict';
const { IAMClient, CreateServiceLinkedRoleCommand } = require('@aws-sdk/client-iam');

const { SERVICE, WAIT_MS = '30000' } = process.env;

exports.handler = async (event) => {
  let answer = { Status: 'SUCCESS' };
  try {
    // The whole account uses it, so it is never removed.
    if (event.RequestType !== 'Delete') await findOrCreate();
  } catch (error) {
    answer = { Status: 'FAILED', Reason: `the service-linked role of ${SERVICE}: ${error.message}` };
  }
  // Outside the `try`: when this fails, Lambda calls again, instead of a failure being reported for what has succeeded.
  await respond(event, answer);
};

async function findOrCreate() {
  try {
    await new IAMClient({}).send(new CreateServiceLinkedRoleCommand({ AWSServiceName: SERVICE }));
    // A service does not see a new role at once, and fails until then.
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  } catch (error) {
    if (error.name !== 'InvalidInputException' || !error.message.includes('has been taken')) throw error;
  }
}

async function respond(event, answer) {
  const { StackId, RequestId, LogicalResourceId } = event;
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({ StackId, RequestId, LogicalResourceId, PhysicalResourceId: SERVICE, ...answer }),
  });
  if (!response.ok) throw new Error(`CloudFormation answered ${response.status}`);
}
