import { Construct } from 'constructs';
import type { INotification, NotificationSource } from './notification-config';
import { misuse } from '../core/misuse';

/** One of the recipients that the library knows. */
export class Recipient implements INotification {
  constructor(readonly recipient: string, readonly subscribe: INotification['subscribe']) {}
}

/** Subscribes all of them, each in a scope of its own, unless one would get everything twice. */
export function subscribeEach(scope: Construct, notifications: readonly INotification[], source: NotificationSource): void {
  const keys = notifications.map((each) => (each instanceof Recipient ? each.recipient : each));
  for (const [index, key] of keys.entries()) {
    const first = keys.indexOf(key);
    if (first === index) continue;
    // The address of a webhook may hold a secret.
    const value = typeof key === 'string' && !key.includes('://') ? key : `notifications[${first}]`;
    throw misuse(`notifications[${index}]`, `must be another recipient than \`notifications[${first}]\``, value, 'leave out one of them');
  }
  notifications.forEach((each, index) => each.subscribe(new Construct(scope, `Recipient${index + 1}`), source));
}
