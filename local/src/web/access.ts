import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { admit } from './connection-limit';
import type { RunToken } from './run-token';

/** `none`: the user typed the address, or the request does not come from a browser's page. */
const OWN_SITES = new Set(['same-origin', 'none']);
const BEARER = /^Bearer +(\S+)$/i;
const HOW_TO_GET_IN = 'open the address that the run printed in its terminal: it has the token of the run (`?token=`); '
  + 'programs send it as `Authorization: Bearer`';

/** Browsers send cookies to every port of 127.0.0.1, so that two runs need different names. */
const cookieName = (context: Context): string => `gostyle-${portOf(context)}`;

/**
 * Rejects requests from other web sites. A page elsewhere can send cross-origin requests to 127.0.0.1, which browsers mark with
 * `Sec-Fetch-Site` and `Origin`. Links to the page itself may come from anywhere.
 */
export const sameOrigin: MiddlewareHandler = async (context, next) => {
  const site = context.req.header('sec-fetch-site');
  const origin = context.req.header('origin');
  const foreign = (site !== undefined && !OWN_SITES.has(site)) || (origin !== undefined && origin !== `http://${context.req.header('host')}`);
  if (foreign && !isLinkToThePage(context)) return context.json({ error: 'the console only accepts requests from its own page' }, 403);
  return next();
};

/** Other users of this machine can reach the port as well, so reading or changing a run requires its token. */
export function withToken(token: RunToken): MiddlewareHandler {
  return async (context, next) => {
    const known = BEARER.exec(context.req.header('authorization') ?? '')?.[1] ?? getCookie(context, cookieName(context));
    if (!token.matches(known)) return context.json({ error: `the token of the run is missing or belongs to another run; ${HOW_TO_GET_IN}` }, 401);
    admit((context.env as Partial<HttpBindings> | undefined)?.incoming?.socket);
    return next();
  };
}

/**
 * Accepts the token in the printed address once: moves it into a cookie that neither scripts nor other sites can use, and removes it from
 * the address.
 */
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
