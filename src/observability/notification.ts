import { Names, SecretValue } from 'aws-cdk-lib';
import { CfnMicrosoftTeamsChannelConfiguration, CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { CfnNotificationRule } from 'aws-cdk-lib/aws-codestarnotifications';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Subscription, SubscriptionProtocol, type ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { INotification, SlackOptions, TeamsOptions } from './notification-config';
import { Recipient } from './recipient';
import { requireWebhook } from './webhook-address';
import { guardFactories } from '../core/guard-factories';
import { requireKnown, requirePattern } from '../core/misuse';
import { namedSecret, requireSecretName } from '../core/secret-names';
import { ServiceRole } from '../core/service-role';

/** At most 64 characters before `@`, and no dot at an end or beside another one (RFC 5321). Without a scheme such as `mailto:`. */
const ADDRESS = /^(?=[^@]{1,64}@)[^\s@.:;,<>()[\]"\\]+(\.[^\s@.:;,<>()[\]"\\]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/;

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
    requireKnown('notifications.email', address, 'write it');
    requirePattern('notifications.email', address, ADDRESS, 'must be an e-mail address',
      'write `team@example.com`, for example');
    return new Recipient(address.toLowerCase(), (_scope, { topic }) => topic.addSubscription(new EmailSubscription(address)));
  }

  /**
   * A URL that gets a POST request with JSON for each notification. It must first confirm AWS's `SubscriptionConfirmation`.
   *
   * The template contains it: use `webhookFromSecretsManager` for one with a token. Webhooks of chat applications do not confirm; they have
   * factories of their own.
   *
   * @param url URL with `https:`, which is reachable from the internet
   * @see https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html
   */
  static webhook(url: string): INotification {
    requireWebhook(url);
    return new Recipient(url, (_scope, { topic }) => topic.addSubscription(new UrlSubscription(url)));
  }

  /**
   * The same for a URL with a token: AWS Secrets Manager stores the whole URL, in the account and region of the pipeline.
   *
   * CloudFormation reads it when it creates the subscription, in which it can then be read. To change it, store the new URL under another name.
   * A secret costs 0.40 USD a month.
   *
   * @param secret name or ARN of the secret; `name:field` takes one field of a JSON value
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
   */
  static webhookFromSecretsManager(secret: string): INotification {
    const prop = 'notifications.webhookFromSecretsManager';
    requireKnown(prop, secret, 'write its name');
    requireSecretName(prop, secret);
    const { id, field: jsonField } = namedSecret(secret);
    return new Recipient(secret, (scope, { topic }) => {
      const endpoint = SecretValue.secretsManager(id, { jsonField }).unsafeUnwrap();
      new Subscription(scope, 'Subscription', { topic, endpoint, protocol: SubscriptionProtocol.HTTPS });
    });
  }

  /**
   * A Slack channel, through Amazon Q Developer in chat applications. Free of charge. Members of the channel cannot run commands.
   *
   * @param options which channel
   * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html
   */
  static slack(options: SlackOptions): INotification {
    const { workspaceId, channelId } = options;
    requirePattern('notifications.slack.workspaceId', workspaceId, /^[TE][A-Z0-9]{0,254}$/, 'must be the id of a workspace, which begins with `T`',
      'write `T49239U4W`, for example');
    requirePattern('notifications.slack.channelId', channelId, /^[CGD][A-Za-z0-9]{0,255}$/,
      'must be the id of a channel, which begins with `C` or `G`', 'copy the end of its link');
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
