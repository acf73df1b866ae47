import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import type { INotification, NotificationSource } from './notification-config';
import { misuse, requireKnown } from '../core/misuse';

/** One of the recipients that the library knows. */
export class Recipient implements INotification {
  constructor(readonly recipient: string, readonly subscribe: INotification['subscribe']) {
    requireKnown('notifications', recipient, 'write it');
  }
}

/**
 * Subscribes all of them, unless one would get everything twice. Each has a scope of its own, which does not depend on the others: a channel with
 * another id would be created before the old one is deleted, and a channel can only be configured once.
 */
export function subscribeEach(scope: Construct, notifications: readonly INotification[], source: NotificationSource): void {
  const keys = notifications.map((each) => (each instanceof Recipient ? each.recipient : each));
  for (const [index, key] of keys.entries()) {
    const first = keys.indexOf(key);
    if (first === index) continue;
    // The address of a webhook may hold a secret.
    const value = typeof key === 'string' && !key.includes('://') ? key : `notifications[${first}]`;
    throw misuse(`notifications[${index}]`, `must be another recipient than \`notifications[${first}]\``, value, 'leave out one of them');
  }
  let own = 0;
  for (const [index, each] of notifications.entries()) {
    const key = keys[index];
    const id = typeof key === 'string' ? createHash('sha256').update(key).digest('hex').slice(0, 8) : String(own += 1);
    each.subscribe(new Construct(scope, `Recipient-${id}`), source);
  }
}
