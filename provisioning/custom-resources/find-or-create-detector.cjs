// Finds the GuardDuty detector of the account in this region, or makes one: an account has one in each region, and a second is refused.
// Runs as inline code of a Lambda function: no asset.
'use strict';
const {
  GuardDutyClient, CreateDetectorCommand, GetDetectorCommand, ListDetectorsCommand, UpdateDetectorCommand,
} = require('@aws-sdk/client-guardduty');

exports.handler = async (event) => {
  let answer;
  try {
    // A detector watches the whole account: others may rely on it, so it is never removed.
    answer = { Status: 'SUCCESS', PhysicalResourceId: event.RequestType === 'Delete' ? event.PhysicalResourceId : await detector() };
  } catch (error) {
    answer = { Status: 'FAILED', PhysicalResourceId: event.PhysicalResourceId ?? 'none', Reason: `GuardDuty: ${error.message}` };
  }
  // Outside the `try`: when this fails, Lambda calls again, instead of a failure being reported for what has succeeded.
  await respond(event, answer);
};

async function detector() {
  const guardDuty = new GuardDutyClient({});
  const { DetectorIds: [existing] } = await guardDuty.send(new ListDetectorsCommand({}));
  if (!existing) {
    const { DetectorId } = await guardDuty.send(new CreateDetectorCommand({ Enable: true, FindingPublishingFrequency: 'FIFTEEN_MINUTES' }));
    return DetectorId;
  }
  const { Status } = await guardDuty.send(new GetDetectorCommand({ DetectorId: existing }));
  if (Status === 'DISABLED') await guardDuty.send(new UpdateDetectorCommand({ DetectorId: existing, Enable: true }));
  return existing;
}

async function respond(event, answer) {
  const { StackId, RequestId, LogicalResourceId } = event;
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({ StackId, RequestId, LogicalResourceId, ...answer }),
  });
  if (!response.ok) throw new Error(`CloudFormation answered ${response.status}`);
}
