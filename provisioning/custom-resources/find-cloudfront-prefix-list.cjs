// Finds the prefix list of the addresses that CloudFront comes from: AWS maintains one in each region, under the same name and another id.
// Runs as inline code of a Lambda function: no asset.
'use strict';
const { EC2Client, DescribeManagedPrefixListsCommand } = require('@aws-sdk/client-ec2');

const NAME = 'com.amazonaws.global.cloudfront.origin-facing';

exports.handler = async (event) => {
  let answer;
  try {
    answer = { Status: 'SUCCESS', PhysicalResourceId: event.RequestType === 'Delete' ? event.PhysicalResourceId : await prefixList() };
  } catch (error) {
    answer = { Status: 'FAILED', PhysicalResourceId: event.PhysicalResourceId ?? 'none', Reason: `prefix list ${NAME}: ${error.message}` };
  }
  // Outside the `try`: when this fails, Lambda calls again, instead of a failure being reported for what has succeeded.
  await respond(event, answer);
};

async function prefixList() {
  const command = new DescribeManagedPrefixListsCommand({ Filters: [{ Name: 'prefix-list-name', Values: [NAME] }] });
  const { PrefixLists: [found] } = await new EC2Client({}).send(command);
  if (!found) throw new Error('there is none in this region');
  return found.PrefixListId;
}

async function respond(event, answer) {
  const { StackId, RequestId, LogicalResourceId } = event;
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({ StackId, RequestId, LogicalResourceId, ...answer }),
  });
  if (!response.ok) throw new Error(`CloudFormation answered ${response.status}`);
}
