/** ALB's cookies for `lb_cookie` stickiness. Their content is opaque to clients; here it is the target's id. */
const COOKIE = 'AWSALB';
const CORS_COOKIE = 'AWSALBCORS';

export function stickyTarget(cookie: string | undefined): string | undefined {
  const value = cookie && new RegExp(`(?:^|;)\\s*${COOKIE}=([^;]+)`).exec(cookie)?.[1];
  return value ? Buffer.from(value, 'base64url').toString() : undefined;
}

/** Headers as name, value, name, value. Both cookies are given anew with each answer, so that the duration begins again. */
export function stickyCookies(targetId: string, { durationSeconds }: { readonly durationSeconds: number }): string[] {
  const value = Buffer.from(targetId).toString('base64url');
  const attributes = `Expires=${new Date(Date.now() + durationSeconds * 1000).toUTCString()}; Path=/`;
  return [
    'Set-Cookie', `${COOKIE}=${value}; ${attributes}`,
    'Set-Cookie', `${CORS_COOKIE}=${value}; ${attributes}; SameSite=None; Secure`,
  ];
}
