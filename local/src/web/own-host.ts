import type { MiddlewareHandler } from 'hono';

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Rejects web sites that point their own name at 127.0.0.1 (DNS rebinding): the browser sends that name in `Host`. */
export const ownHost: MiddlewareHandler = async (context, next) => {
  const host = context.req.header('host') ?? '';
  if (!LOOPBACK_NAMES.has(host.replace(/:\d+$/, ''))) {
    return context.json({ error: 'the console answers only to 127.0.0.1 and localhost' }, 403);
  }
  return next();
};
