// Takes every rule out of a VPC's default security group, so that nothing that forgot its own group can talk.
// Runs as inline code of a Lambda function: no asset.
'use strict';
const { EC2Client, DescribeSecurityGroupRulesCommand, RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand } = require('@aws-sdk/client-ec2');

exports.handler = async (event) => {
  const groupId = event.ResourceProperties.DefaultSecurityGroupId;
  let answer = { Status: 'SUCCESS' };
  try {
    // There is nothing to take back when the resource goes: the group ends with its VPC.
    if (event.RequestType !== 'Delete') await close(groupId);
  } catch (error) {
    answer = { Status: 'FAILED', Reason: `${groupId}: ${error.message}` };
  }
  // Outside the `try`: when this fails, Lambda calls again, instead of a failure being reported for what has succeeded.
  await respond(event, answer);
};

async function close(groupId) {
  const ec2 = new EC2Client({});
  const { SecurityGroupRules: rules } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [groupId] }] }));
  const ids = (egress) => rules.filter((rule) => rule.IsEgress === egress).map((rule) => rule.SecurityGroupRuleId);
  const ingress = ids(false);
  const egress = ids(true);
  if (ingress.length) await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: groupId, SecurityGroupRuleIds: ingress }));
  if (egress.length) await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: groupId, SecurityGroupRuleIds: egress }));
}

async function respond(event, answer) {
  const { StackId, RequestId, LogicalResourceId } = event;
  const PhysicalResourceId = event.ResourceProperties.DefaultSecurityGroupId;
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({ StackId, RequestId, LogicalResourceId, PhysicalResourceId, ...answer }),
  });
  if (!response.ok) throw new Error(`CloudFormation answered ${response.status}`);
}
