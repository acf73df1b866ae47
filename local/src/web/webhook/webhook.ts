import { randomUUID } from 'node:crypto';
import { notificationOf, type Notification } from './notification';
import type { Message } from '../../messages/message';
import { messageOf } from '../../messages/message-of';
import { UserError } from '../../messages/user-error';
import type { ConsoleBackend } from '../../model/console';
import { deadline } from '../../system/deadline';

const PATIENCE_MS = 5000;

export interface Webhook {
  /** Resolves when all deliveries have succeeded or failed. */
  close(): Promise<void>;
}

/** Parses the webhook's address as given by the user. */
export function webhookAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new UserError(`--webhook must be an address that starts with http:// or https://, without user name and password, got: ${text}`);
}

/**
 * Sends a run's notifications to a webhook, as Amazon SNS sends those of the pipeline's topic to `Notification.webhook`: one POST request
 * each, but without subscription confirmation and signature.
 *
 * @param failed called with the reason if a delivery fails
 */
export function openWebhook(backend: ConsoleBackend, url: URL, failed: (message: Message) => void): Webhook {
  const sending = new Set<Promise<void>>();
  const stop = backend.onMessage((message) => {
    const state = backend.state();
    const notification = notificationOf(message, state);
    if (!notification) return;
    const sent: Promise<void> = post(url, notification, state.pipeline.name)
      .catch((error: unknown) => failed(notTaken(notification, messageOf(error))))
      .finally(() => sending.delete(sent));
    sending.add(sent);
  });
  return {
    close: async () => {
      stop();
      await Promise.all(sending);
    },
  };
}

async function post(url: URL, { subject, message }: Notification, pipeline: string): Promise<void> {
  const MessageId = randomUUID();
  const TopicArn = `arn:aws:sns:local:000000000000:${pipeline}-notifications`;
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    signal: deadline(PATIENCE_MS),
    headers: {
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'gostyle',
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-message-id': MessageId,
      'x-amz-sns-topic-arn': TopicArn,
    },
    body: JSON.stringify({
      Type: 'Notification', MessageId, TopicArn, Subject: subject, Message: JSON.stringify(message), Timestamp: new Date().toISOString(),
    }),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`it answered ${response.status}`);
}

function notTaken({ subject }: Notification, why: string): Message {
  return {
    time: new Date().toISOString(), level: 'warning', code: 'webhook.failed', message: `the webhook did not accept "${subject}": ${why}`,
  };
}
