import { Names } from 'aws-cdk-lib';
import { CfnMicrosoftTeamsChannelConfiguration, CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { CfnNotificationRule } from 'aws-cdk-lib/aws-codestarnotifications';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { INotification, SlackOptions, TeamsOptions } from './notification-config';
import { Recipient } from './recipient';
import { guardFactories } from '../core/guard-factories';
import { misuse, requirePattern } from '../core/misuse';
import { ServiceRole } from '../core/service-role';

/** Permissions of channel members: none. */
const GUARDRAILS = ['arn:aws:iam::aws:policy/AWSDenyAll'];

/**
 * Where notifications of approvals, failures, releases and alarms go.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * new GoStyleWebPipeline(stack, 'Web', {
 *   source: Source.gitHub({ owner: 'me', repository: 'my-app', connectionArn }),
 *   application: Application.nestJs(),
 *   notifications: [Notification.email('team@example.com')],
 * });
 */
export class Notification {
  /**
   * An e-mail address. AWS sends its owner a message to confirm the subscription.
   *
   * @param address the address
   */
  static email(address: string): INotification {
    requirePattern('notifications.email', address, /^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'must be an e-mail address',
      'write `team@example.com`, for example');
    return new Recipient(address.toLowerCase(), (_scope, { topic }) => topic.addSubscription(new EmailSubscription(address)));
  }

  /**
   * A URL that gets a POST request with JSON for each notification. It must first confirm AWS's `SubscriptionConfirmation`.
   *
   * @param url URL with `https:`
   * @see https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html
   */
  static webhook(url: string): INotification {
    requirePattern('notifications.webhook', url, /^https:\/\/[^\s/]+/, 'must be an address with `https:`',
      'write `https://example.com/hook`, for example');
    if (/^https:\/\/[^/]*@/.test(url)) {
      throw misuse('notifications.webhook', 'must not contain a user or password, because it is visible in the template', '***', 'leave them out');
    }
    return new Recipient(url, (_scope, { topic }) => topic.addSubscription(new UrlSubscription(url)));
  }

  /**
   * A Slack channel, through Amazon Q Developer in chat applications. Free of charge. Members of the channel cannot run commands.
   *
   * @param options which channel
   * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html
   */
  static slack(options: SlackOptions): INotification {
    const { workspaceId, channelId } = options;
    requirePattern('notifications.slack.workspaceId', workspaceId, /^[A-Z0-9]{1,255}$/, 'must be the id of a workspace',
      'write `T49239U4W`, for example');
    requirePattern('notifications.slack.channelId', channelId, /^[A-Za-z0-9]{1,256}$/, 'must be the id of a channel', 'copy the end of its link');
    return new Recipient(`${workspaceId} ${channelId}`, (scope, { topic, pipelineArn }) => {
      const channel = new CfnSlackChannelConfiguration(scope, 'Slack', {
        ...channelProps(scope, topic), slackWorkspaceId: workspaceId, slackChannelId: channelId,
      });
      askForApprovals(scope, pipelineArn, { targetType: 'AWSChatbotSlack', targetAddress: channel.ref });
    });
  }

  /**
   * A Microsoft Teams channel, through Amazon Q Developer in chat applications. Free of charge. Members of the channel cannot run commands.
   *
   * @param options which channel
   * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/teams-setup.html
   */
  static teams(options: TeamsOptions): INotification {
    const { teamId, tenantId, channelId } = options;
    for (const [name, value] of Object.entries({ teamId, tenantId })) {
      requirePattern(`notifications.teams.${name}`, value, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a UUID',
        'copy it from the console');
    }
    requirePattern('notifications.teams.channelId', channelId, /^([a-zA-Z0-9-_=+/.,])*%3[aA]([a-zA-Z0-9-_=+/.,])*%40([a-zA-Z0-9-_=+/.,])*$/,
      'must be the part of the channel\'s link after `channel/`', 'copy it with its `%3a` and `%40`');
    return new Recipient(`${teamId} ${channelId}`, (scope, { topic, pipelineArn }) => {
      const channel = new CfnMicrosoftTeamsChannelConfiguration(scope, 'Teams', {
        ...channelProps(scope, topic), teamId, teamsTenantId: tenantId, teamsChannelId: channelId,
      });
      askForApprovals(scope, pipelineArn, { targetType: 'AWSChatbotMicrosoftTeams', targetAddress: channel.ref });
    });
  }

  private constructor() {}
}

guardFactories('Notification', Notification);

/** Properties of all channels. The configuration name must be unique in an account, across regions. */
function channelProps(scope: Construct, topic: ITopic) {
  const role = new ServiceRole(scope, 'Role', { assumedBy: new ServicePrincipal('chatbot.amazonaws.com') });
  return {
    configurationName: Names.uniqueResourceName(role, { maxLength: 128, separator: '-' }),
    iamRoleArn: role.roleArn,
    snsTopicArns: [topic.topicArn],
    guardrailPolicies: GUARDRAILS,
    loggingLevel: 'NONE',
  };
}

/** Chat applications drop the plain message that an approval sends to the topic, but understand that of a notification rule. */
function askForApprovals(scope: Construct, pipelineArn: string, target: CfnNotificationRule.TargetProperty): void {
  const rule = new CfnNotificationRule(scope, 'Approvals', {
    name: '',
    resource: pipelineArn,
    detailType: 'FULL',
    eventTypeIds: ['codepipeline-pipeline-manual-approval-needed'],
    targets: [target],
  });
  rule.name = Names.uniqueResourceName(rule, { maxLength: 64, separator: '-' });
}
