import type { MiddlewareHandler } from 'hono';

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Keeps other web sites out. A page that the user has open elsewhere can send requests to 127.0.0.1: with a
 * name of its own that resolves to it (DNS rebinding, seen in `Host`), or across origins (seen in `Origin`).
 */
export const sameOrigin: MiddlewareHandler = async (context, next) => {
  const host = context.req.header('host') ?? '';
  if (!LOOPBACK_NAMES.has(host.replace(/:\d+$/, ''))) {
    return context.json({ error: 'the console answers only to 127.0.0.1 and localhost' }, 403);
  }
  const origin = context.req.header('origin');
  if (origin !== undefined && origin !== `http://${host}`) {
    return context.json({ error: 'the console takes requests only from its own page' }, 403);
  }
  return next();
};

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

/** The page loads nothing from anywhere else and cannot be framed. */
export const pageHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  context.header('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  context.header('X-Content-Type-Options', 'nosniff');
  context.header('Referrer-Policy', 'no-referrer');
  context.header('Cache-Control', 'no-store');
};
