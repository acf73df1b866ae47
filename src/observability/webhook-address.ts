import { isIPv4 } from 'node:net';
import { misuse, requireKnown } from '../core/misuse';
import { secretIn } from '../core/secret-values';

const PROP = 'notifications.webhook';
const EXAMPLE = 'write `https://example.com/hook`, for example';

const FORWARD = 'name the address of a service of your own, which confirms the subscription and posts each message to the chat';

/** Services whose webhooks take messages of their own only: Amazon SNS asks each address first to confirm the subscription, which they do not. */
const CHATS: readonly (readonly [host: RegExp, name: string, fix: string])[] = [
  [/(^|\.)hooks\.slack(-gov)?\.com$/, 'Slack', 'use `Notification.slack`'],
  [/\.(webhook\.office|logic\.azure|api\.powerplatform)\.com$/, 'Microsoft Teams', 'use `Notification.teams`'],
  [/(^|\.)(discord|discordapp)\.com$/, 'Discord', FORWARD],
  [/^chat\.googleapis\.com$/, 'Google Chat', FORWARD],
];

/** Addresses that Amazon SNS does not reach. */
const PRIVATE_NAME = /^(localhost|[^.]*|\[.*\]|.*\.(local|internal|localhost))\.?$/;
const PRIVATE_NUMBER = /^(0|10|127|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./;

/** What a parameter of an address is called that holds a secret. */
const SECRET_PARAMETER =
  /(^|[-_.])((api|access|secret)?[-_]?key|token|secret|sig|signature|pass|passwd|password|pwd|auth|code|credentials?)$/i;
/** Words before that make it another thing. */
const NO_SECRET_PARAMETER =
  /(^|[-_.])(partition|sort|routing|primary|public|country|language|lang|area|post|postal|zip|status|error|currency|region)[-_]?(key|code)$/i;

/** Rejects an address that notifications cannot be sent to, or that gives a secret away. */
export function requireWebhook(text: string): void {
  requireKnown(PROP, text, 'write it, or use `Notification.webhookFromSecretsManager`');
  const url = /^https:\/\/[^/]/.test(text) && !/[\s\x00-\x1f\x7f]/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  // It may hold a secret.
  const shown = url ? `https://${url.host}/...` : /^[a-z]+:\/\/[\w.-]+(?=[/?#]|$)/i.exec(text)?.[0] ?? '...';
  if (!url) throw misuse(PROP, 'must be an address with `https:`, without spaces', shown, EXAMPLE);
  const chat = CHATS.find(([host]) => host.test(url.hostname));
  if (chat) {
    const [, name, fix] = chat;
    throw misuse(PROP, `must confirm the subscription of Amazon SNS, which a webhook of ${name} does not`, shown, fix);
  }
  if (isPrivate(url.hostname)) {
    throw misuse(PROP, 'must be reachable from the internet, where Amazon SNS sends from', shown,
      'for a local run leave it out, and use `gostyle run --webhook`');
  }
  if (!hasSecret(url)) return;
  throw misuse(PROP, 'must not contain a secret, because it is visible in the template', shown,
    'put the whole address into Secrets Manager and write `Notification.webhookFromSecretsManager(\'its-name\')`');
}

function isPrivate(host: string): boolean {
  return isIPv4(host) ? PRIVATE_NUMBER.test(host) : PRIVATE_NAME.test(host);
}

/** `accessToken` becomes `access_Token`. */
function isSecretName(parameter: string): boolean {
  const words = parameter.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  return SECRET_PARAMETER.test(words) && !NO_SECRET_PARAMETER.test(words);
}

function hasSecret({ href, username, password, pathname, searchParams }: URL): boolean {
  if (username !== '' || password !== '' || secretIn(href)) return true;
  const parameters = [...searchParams];
  return parameters.some(([name, value]) => value !== '' && isSecretName(name))
    || [...pathname.split('/'), ...parameters.map(([, value]) => value)].some(isRandom);
}

/** A UUID, or letters and digits that change too often for words. */
function isRandom(text: string): boolean {
  if (/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)) return true;
  return (text.match(/[A-Za-z0-9]{16,}/g) ?? []).some((word) => {
    if (!/\d/.test(word)) return false;
    const changes = word.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[a-z0-9])|[0-9](?=[A-Za-z])/g) ?? [];
    return changes.length * 4 >= word.length;
  });
}
