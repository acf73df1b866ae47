import type { StickinessSettings } from '../model/target';

/** ALB's cookies. Their content is opaque to clients; here it consists of the expiry time and the target's id. */
const LB_COOKIE = 'AWSALB';
const LB_CORS_COOKIE = 'AWSALBCORS';
const APP_COOKIE = 'AWSALBAPP-0';
/** Expiry of ALB's cookies, whatever the duration of the stickiness. */
const COOKIE_DAYS = 7;

/** The target that a request sticks to. With application-based stickiness, the request must also carry the application's cookie. */
export function stickyTarget(cookie: string | undefined, { applicationCookie }: StickinessSettings): string | undefined {
  if (!cookie || (applicationCookie !== undefined && valueOf(applicationCookie, cookie) === undefined)) return undefined;
  const value = valueOf(applicationCookie === undefined ? LB_COOKIE : APP_COOKIE, cookie);
  const [until, id] = split(value && Buffer.from(value, 'base64url').toString());
  return new Date(Number(until)) > new Date() ? id : undefined;
}

/**
 * `Set-Cookie` values, given the cookies that the application sets in `answer`. Cookies are renewed with each response, so that the
 * duration starts again; with application-based stickiness, starting with the response in which the application sets its cookie.
 */
export function stickyCookies(
  targetId: string, { durationSeconds, applicationCookie }: StickinessSettings, sent: string | undefined, answer: readonly string[],
): string[] {
  const value = Buffer.from(`${Date.now() + durationSeconds * 1000} ${targetId}`).toString('base64url');
  const attributes = `Expires=${new Date(Date.now() + COOKIE_DAYS * 24 * 3600 * 1000).toUTCString()}; Path=/`;
  if (applicationCookie === undefined) {
    return [`${LB_COOKIE}=${value}; ${attributes}`, `${LB_CORS_COOKIE}=${value}; ${attributes}; SameSite=None; Secure`];
  }
  const sentBoth = sent !== undefined && [applicationCookie, APP_COOKIE].every((name) => valueOf(name, sent) !== undefined);
  const isSet = answer.some((each) => each.startsWith(`${applicationCookie}=`));
  return sentBoth || isSet ? [`${APP_COOKIE}=${value}; ${attributes}`] : [];
}

function valueOf(name: string, cookie: string): string | undefined {
  const pair = cookie.split(';').map((each) => each.trim()).find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}

function split(text = ''): [string, string | undefined] {
  const at = text.indexOf(' ');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
