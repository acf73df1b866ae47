import { Duration } from 'aws-cdk-lib';
import { Approval, Environment, type ManualApprovalOptions } from '../../src';
import { only, text } from '../helpers/resources';
import { pipelineTemplate } from '../helpers/web-pipeline';

/** The text and links for the approver. */
function knowledge(options: ManualApprovalOptions = {}): Record<string, string> {
  const template = pipelineTemplate({ environments: [Environment.named('production', { approval: Approval.manual(options) })] });
  interface Stage { readonly Actions: { readonly Name: string; readonly Configuration: Record<string, unknown> }[] }
  const stages = only(template, 'AWS::CodePipeline::Pipeline').Properties.Stages as Stage[];
  const { Configuration } = stages.flatMap(({ Actions }) => Actions).find(({ Name }) => Name === 'Approve')!;
  return Object.fromEntries(Object.entries(Configuration).map(([key, value]) => [key, text(value)]));
}

test('the approver gets the change set, the commit and the tests', () => {
  const { ExternalEntityLink, CustomData } = knowledge();
  expect(ExternalEntityLink).toBe(
    'https://<AWS::Region>.console.aws.amazon.com/cloudformation/home?region=<AWS::Region>'
    + '#/stacks/changesets/changes?stackId=Web-production&changeSetId=Web-production-release');
  expect(CustomData.replace(/\(https:\S+\/history\?region=[^)]+\)/, '(REPORTS)'))
    .toBe('Release https://github.com/me/my-app/commit/#{Source.CommitId} to production. Tests: all passed (REPORTS).');
});

test('a commit message of any length fits, because it is not in the text', () => {
  expect(knowledge({ testResultVariable: 'TEST_RESULT' }).CustomData).not.toContain('Message');
});

test('the result of the tests can be a variable that the build exports', () => {
  expect(knowledge({ testResultVariable: 'TEST_RESULT' }).CustomData).toContain('Tests: #{Build.TEST_RESULT} (');
});

test('the pipeline\'s topic is notified that the approval waits', () => {
  expect(knowledge().NotificationArn).toMatch(/^<WebNotifications/);
});

test('refuses an invalid name of a variable', () => {
  expect(() => Approval.manual({ testResultVariable: 'TEST-RESULT' }))
    .toThrow('`approval.testResultVariable` must be the name of a variable, got: "TEST-RESULT"; write letters, digits and underscores');
});

test.each([[Duration.minutes(1), '1 minutes'], [Duration.days(61), '87840 minutes'], [Duration.seconds(450), '7.5 minutes']])(
  'refuses to wait for %s', (timeout, got) => {
    expect(() => Approval.manual({ timeout }))
      .toThrow(`\`approval.timeout\` must be whole minutes, from 5 minutes to 60 days, got: "${got}"; leave it out for seven days`);
  });
