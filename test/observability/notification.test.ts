import { Match } from 'aws-cdk-lib/assertions';
import { Notification, type INotification } from '../../src';
import { pipelineTemplate } from '../helpers/web-pipeline';

const TEAMS = {
  teamId: '01234567-89ab-cdef-0123-456789abcdef',
  tenantId: '01234567-89ab-cdef-0123-456789abcdef',
  channelId: '19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2',
};

const sentTo = (...notifications: INotification[]) => pipelineTemplate({ notifications });

test('an e-mail address and a webhook subscribe to the topic', () => {
  const template = sentTo(Notification.email('team@example.com'), Notification.webhook('https://example.com/hook'));
  for (const [Protocol, Endpoint] of [['email', 'team@example.com'], ['https', 'https://example.com/hook']]) {
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol, Endpoint, TopicArn: { Ref: Match.stringLikeRegexp('^WebNotifications') } });
  }
});

test.each([
  ['Slack', Notification.slack({ workspaceId: 'T49239U4W', channelId: 'C07EZ1ABC23' }), 'AWS::Chatbot::SlackChannelConfiguration', 'AWSChatbotSlack'],
  ['Teams', Notification.teams(TEAMS), 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration', 'AWSChatbotMicrosoftTeams'],
])('a channel of %s gets the topic and approvals, and its members may do nothing', (_name, notification, type, TargetType) => {
  const template = sentTo(notification);
  template.hasResourceProperties(type, {
    SnsTopicArns: [{ Ref: Match.stringLikeRegexp('^WebNotifications') }],
    GuardrailPolicies: ['arn:aws:iam::aws:policy/AWSDenyAll'],
  });
  template.hasResourceProperties('AWS::CodeStarNotifications::NotificationRule', {
    EventTypeIds: ['codepipeline-pipeline-manual-approval-needed'],
    Targets: [{ TargetType, TargetAddress: { Ref: Match.stringLikeRegexp('^WebEventsRecipient[0-9a-f]{8}(Slack|Teams)') } }],
  });
  template.resourcePropertiesCountIs('AWS::IAM::Policy', { Roles: [{ Ref: Match.stringLikeRegexp('Recipient[0-9a-f]{8}Role') }] }, 0);
});

test.each([
  ['email', () => Notification.email('team'), /`notifications.email` must be an e-mail address, got: "team"/],
  ['webhook', () => Notification.webhook('http://example.com'), /`notifications.webhook` must be an address with `https:`/],
  ['webhook', () => Notification.webhook('https://user:hunter2@example.com'), /must not contain a user or password, .* got: "\*\*\*"/],
  ['slack', () => Notification.slack({ workspaceId: 'acme', channelId: 'C1' }), /`notifications.slack.workspaceId` must be the id of a workspace/],
  ['teams', () => Notification.teams({ ...TEAMS, channelId: 'general' }), /`notifications.teams.channelId` must be the part of the channel's link/],
])('refuses an address of %s that AWS would refuse', (_name, make, message) => {
  expect(make).toThrow(message);
});
