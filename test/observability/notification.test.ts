import { Aws } from 'aws-cdk-lib';
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

const emailRefused = (address: string): [string, () => unknown, RegExp] =>
  [`e-mail to ${address.slice(0, 20)}`, () => Notification.email(address), /`notifications.email` must be an e-mail address/];

test.each([
  ['email', () => Notification.email('team'), /`notifications.email` must be an e-mail address, got: "team"/],
  ['webhook', () => Notification.webhook('http://example.com'), /`notifications.webhook` must be an address with `https:`/],
  ['slack, with both swapped', () => Notification.slack({ workspaceId: 'C07EZ1ABC23', channelId: 'T49239U4W' }),
    /`notifications.slack.workspaceId` must be the id of a workspace, which begins with `T`, got: "C07EZ1ABC23"/],
  ['slack, with a workspace twice', () => Notification.slack({ workspaceId: 'T49239U4W', channelId: 'T49239U4W' }),
    /`notifications.slack.channelId` must be the id of a channel, which begins with `C` or `G`/],
  ...['mailto:a@x.com', 'a@x..com', 'a..b@x.com', '.a@x.com', `${'a'.repeat(65)}@x.com`, 'A <a@x.com>'].map(emailRefused),
  ['slack', () => Notification.slack({ workspaceId: 'acme', channelId: 'C1' }), /`notifications.slack.workspaceId` must be the id of a workspace/],
  ['teams', () => Notification.teams({ ...TEAMS, channelId: 'general' }), /`notifications.teams.channelId` must be the part of the channel's link/],
])('refuses an address of %s that AWS would refuse', (_name, make, message) => {
  expect(make).toThrow(message);
});

const RANDOM = '9f8e7d6c5b4a39281706f5e4d3c2b1a0';

test.each([
  'https://user:hunter2@example.com', `https://example.com/hook?token=${RANDOM}`, 'https://example.com/hook?api_key=short',
  `https://example.com/hook?${new URLSearchParams({ x: RANDOM }).toString()}`, `https://events.pagerduty.com/integration/${RANDOM}/enqueue`,
  'https://example.com/hooks/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10', 'https://example.com/aB3dE5fG7hJ9kL1mN3pQ5rS7',
])('refuses a webhook with a secret, which it does not repeat: %s', (url) => {
  const rule = '`notifications.webhook` must not contain a secret, because it is visible in the template';
  const fix = 'put the whole address into Secrets Manager and write `Notification.webhookFromSecretsManager(\'its-name\')`';
  expect(() => Notification.webhook(url)).toThrow(new Error(`${rule}, got: "https://${new URL(url).host}/..."; ${fix}`));
});

test.each([
  'https://hooks.example.com/link-shortener', 'https://example.com/linkshortenerproduction2026',
  'https://example.com/LinkShortenerNotifications?team=web',
  'https://example.com/GoStyleWebPipelineHook', 'https://example.com/a?countryCode=de', 'https://example.com/a?partitionKey=web',
  'https://example.com/a?bypass=1', 'https://10.example.com/a',
  'https://example.com:8443/a/b?keyword=x', 'https://abcdefgh1j.execute-api.eu-west-1.amazonaws.com/production/notifications',
])('accepts a webhook without one: %s', (url) => {
  expect(() => Notification.webhook(url)).not.toThrow();
});

test.each([
  [`https://hooks.slack.com/services/T00000000/B00000000/${RANDOM}`, 'Slack', 'use `Notification.slack`'],
  ['https://acme.webhook.office.com/webhookb2/1', 'Microsoft Teams', 'use `Notification.teams`'],
  ['https://discord.com/api/webhooks/1/2', 'Discord', 'name the address of a service of your own'],
])('refuses a webhook that does not answer Amazon SNS: %s', (url, name, fix) => {
  expect(() => Notification.webhook(url)).toThrow(`which a webhook of ${name} does not, got: "https://${new URL(url).host}/..."; ${fix}`);
});

test.each([
  ['https://localhost:3000/hook', 'must be reachable from the internet'], ['https://127.0.0.1/hook', 'must be reachable from the internet'],
  ['https://hooks/x', 'must be reachable from the internet'], ['https://10.1.2.3/x', 'must be reachable from the internet'],
  ['https://example.com/a hook', 'without spaces, got: "https://example.com"'], ['https://', 'must be an address'],
  ['ftp://example.com', 'must be an address'],
  ['https://user:hunter 2@example.com/x', 'without spaces, got: "..."'],
])('refuses a webhook that Amazon SNS does not reach: %s', (url, message) => {
  expect(() => Notification.webhook(url)).toThrow(message);
});

test('a secret webhook is a reference in the template', () => {
  const template = sentTo(Notification.webhookFromSecretsManager('alerts:url'), Notification.webhook('https://example.com/hook'));
  template.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'https',
    Endpoint: '{{resolve:secretsmanager:alerts:SecretString:url::}}',
    TopicArn: { Ref: Match.stringLikeRegexp('^WebNotifications') },
  });
});

test.each([
  ['email', (later: string) => Notification.email(later)],
  ['webhook', (later: string) => Notification.webhook(later)],
  ['webhookFromSecretsManager', (later: string) => Notification.webhookFromSecretsManager(later)],
  ['slack', (later: string) => Notification.slack({ workspaceId: 'T49239U4W', channelId: later })],
])('the address of %s must be known at synthesis', (_name, make) => {
  expect(() => make(Aws.STACK_NAME)).toThrow(/^`notifications[\w.]*` must be known at synthesis, got: a value that is known only at deployment/);
});

test.each(['ghp_'.padEnd(40, 'a'), 'https://example.com/hook', 'my secret'])('refuses a secret itself, or no name: %s', (secret) => {
  expect(() => Notification.webhookFromSecretsManager(secret)).toThrow(/^`notifications.webhookFromSecretsManager` must be the name/);
});
