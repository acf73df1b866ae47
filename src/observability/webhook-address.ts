import { misuse, requireKnown } from '../core/misuse';
import { tokenIn } from '../core/secret-values';

const PROP = 'notifications.webhook';
const EXAMPLE = 'write `https://example.com/hook`, for example';

/** Services whose webhooks take messages of their own only: Amazon SNS asks each address first to confirm the subscription, which they do not. */
const CHATS: readonly (readonly [host: RegExp, name: string, fix: string])[] = [
  [/(^|\.)hooks\.slack(-gov)?\.com$/, 'Slack', 'use `Notification.slack`'],
  [/\.(webhook\.office|logic\.azure|api\.powerplatform)\.com$/, 'Microsoft Teams', 'use `Notification.teams`'],
  [/(^|\.)(discord|discordapp)\.com$/, 'Discord', 'send to a function of your own that passes them on'],
  [/^chat\.googleapis\.com$/, 'Google Chat', 'send to a function of your own that passes them on'],
];

/** Addresses that Amazon SNS does not reach. */
const PRIVATE = /^(localhost|127\..*|10\..*|192\.168\..*|169\.254\..*|172\.(1[6-9]|2\d|3[01])\..*|\[.*\]|.*\.(local|internal|localhost))$/;

/** What a parameter of an address is called that holds a secret. */
const SECRET_PARAMETER = /(key|token|secret|sig|signature|pass|passwd|password|pwd|auth|code|credentials?)$/i;

/** Rejects an address that notifications cannot be sent to, or that gives a secret away. */
export function requireWebhook(text: string): void {
  requireKnown(PROP, text, 'write it, or use `Notification.webhookFromSecretsManager`');
  const url = /^https:\/\/[^/]/.test(text) && !/[\s\x00-\x1f\x7f]/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  // It may hold a secret.
  const shown = url ? `https://${url.host}/...` : /^[a-z]+:\/\/[\w.-]+(?=[/?#]|$)/i.exec(text)?.[0] ?? '...';
  if (!url) throw misuse(PROP, 'must be an address with `https:`, without blanks', shown, EXAMPLE);
  const chat = CHATS.find(([host]) => host.test(url.hostname));
  if (chat) {
    const [, name, fix] = chat;
    throw misuse(PROP, `must confirm the subscription of Amazon SNS, which a webhook of ${name} does not`, shown, fix);
  }
  if (PRIVATE.test(url.hostname)) {
    throw misuse(PROP, 'must be reachable from the internet, where Amazon SNS sends from', shown,
      'for a local run leave it out, and use `gostyle run --webhook`');
  }
  if (!hasSecret(url)) return;
  throw misuse(PROP, 'must not contain a secret, because it is visible in the template', shown,
    'put the whole address into Secrets Manager and write `Notification.webhookFromSecretsManager(\'its-name\')`');
}

function hasSecret({ href, username, password, pathname, searchParams }: URL): boolean {
  if (username !== '' || password !== '' || tokenIn(href)) return true;
  const parameters = [...searchParams];
  return parameters.some(([name, value]) => value !== '' && SECRET_PARAMETER.test(name))
    || [...pathname.split('/'), ...parameters.map(([, value]) => value)].some(isRandom);
}

/** A UUID, or letters and digits that change too often for words. */
function isRandom(text: string): boolean {
  if (/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)) return true;
  return (text.match(/[A-Za-z0-9]{16,}/g) ?? []).some((word) => {
    const changes = word.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[a-z0-9])|[0-9](?=[A-Za-z])/g) ?? [];
    return changes.length * 4 >= word.length;
  });
}
