import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { admit } from './connection-limit';
import type { RunToken } from './run-token';

/** `none`: a person typed the address, or a program that is no browser's page sent the request. */
const OWN_SITES = new Set(['same-origin', 'none']);
const BEARER = /^Bearer +(\S+)$/i;
const HOW_TO_GET_IN = 'open the address that `gostyle run` printed: it has the token of the run (`?token=`); '
  + 'a program sends it as `Authorization: Bearer`';

/** A browser gives a cookie to every port of 127.0.0.1, so that two runs need two names. */
const cookieName = (context: Context): string => `gostyle-${portOf(context)}`;

/**
 * Keeps other web sites out. A page that the user has open elsewhere can send requests to 127.0.0.1 across origins, which
 * the browser says in `Sec-Fetch-Site` and `Origin`. A link to the page itself may be anywhere.
 */
export const sameOrigin: MiddlewareHandler = async (context, next) => {
  const site = context.req.header('sec-fetch-site');
  const origin = context.req.header('origin');
  const foreign = (site !== undefined && !OWN_SITES.has(site)) || (origin !== undefined && origin !== `http://${context.req.header('host')}`);
  if (foreign && !isLinkToThePage(context)) return context.json({ error: 'the console takes requests only from its own page' }, 403);
  return next();
};

/** Another user of the machine reaches the port, too: only who knows the token may read what the run said, or change it. */
export function withToken(token: RunToken): MiddlewareHandler {
  return async (context, next) => {
    const known = BEARER.exec(context.req.header('authorization') ?? '')?.[1] ?? getCookie(context, cookieName(context));
    if (!token.matches(known)) return context.json({ error: `the token of the run is missing, or is another run's; ${HOW_TO_GET_IN}` }, 401);
    admit((context.env as Partial<HttpBindings> | undefined)?.incoming?.socket);
    return next();
  };
}

/** The printed address has the token once: it becomes a cookie that no script and no other site can use, and leaves the address. */
export function takeToken(token: RunToken): MiddlewareHandler {
  return async (context, next) => {
    const given = context.req.query('token');
    if (given === undefined) return next();
    if (!token.matches(given)) return context.text(`This address has the token of another run: ${HOW_TO_GET_IN}.\n`, 401);
    setCookie(context, cookieName(context), token.value, { path: '/api', httpOnly: true, sameSite: 'Strict' });
    return context.redirect('/', 303);
  };
}

function isLinkToThePage(context: Context): boolean {
  return context.req.method === 'GET' && context.req.path === '/' && context.req.header('sec-fetch-dest') === 'document';
}

function portOf(context: Context): string {
  return new URL(context.req.url).port || '80';
}
