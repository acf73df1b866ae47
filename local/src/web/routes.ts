import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { sameOrigin, takeToken, withToken } from './access';
import { eventStream } from './event-stream';
import { ownHost } from './own-host';
import { pageFile } from './page-files';
import { pageHeaders } from './page-headers';
import type { RunToken } from './run-token';
import { messageOf } from '../messages/message-of';
import { notAmong } from '../messages/not-among';
import type { ConsoleBackend, Outcome } from '../model/console';

const LOG_LIMIT = 5_000;
/** An execution's log is in a folder of this name. */
const EXECUTION_ID = /^[\w-]{1,64}$/;
const COMMIT_ID = /^[\da-f]{40}([\da-f]{24})?$/;
/** Enough for a comment of 2,000 characters in any encoding. */
const MOST_BODY_BYTES = 64 * 1024;
const SUMMARY_LIMIT = 2_000;

/** All routes of the console: the page, its data, and its actions. */
export function consoleRoutes(backend: ConsoleBackend, pageDirectory: string, token: RunToken): Hono {
  const app = new Hono();
  app.onError((error, context) => context.json({ error: `the runner could not answer: ${messageOf(error)}` }, 500));
  app.use(pageHeaders);
  app.use(ownHost);
  app.use(sameOrigin);
  app.use('/api/*', withToken(token));
  app.get('/', takeToken(token));

  app.get('/api/state', (context) => context.json(backend.state()));
  app.get('/api/events', (context) => eventStream(context, backend));
  app.get('/api/logs', async (context) => {
    const { execution, stage, environment, instance } = context.req.query();
    if (!execution) return context.json({ error: 'the query needs `execution`' }, 400);
    if (!EXECUTION_ID.test(execution)) return context.json({ error: '`execution` must be the id of an execution: letters, digits and "-"' }, 400);
    return context.json(await backend.logs({ executionId: execution, stage, environment, instance, limit: LOG_LIMIT }));
  });

  app.get('/api/executions/:id/output', async (context) => {
    const id = context.req.param('id');
    if (!EXECUTION_ID.test(id)) return context.json({ error: 'the execution must be given by its id: letters, digits and "-"' }, 400);
    const { stage = '', cursor } = context.req.query();
    return context.json(await backend.stageOutput(id, stage, cursor));
  });

  app.get('/api/difference', async (context) => {
    const { from = '', to = '' } = context.req.query();
    if (!COMMIT_ID.test(from) || !COMMIT_ID.test(to)) return context.json({ error: '`from` and `to` must be ids of commits' }, 400);
    return context.json({ text: await backend.difference(from, to) });
  });

  app.get('/api/environments/:name/logs', async (context) => {
    const name = context.req.param('name');
    const page = await backend.instanceLogs(name, context.req.query('cursor'));
    const names = backend.state().environments.map((each) => each.name);
    return page ? context.json(page) : context.json({ error: notAmong(name, 'the run', names) }, 404);
  });

  app.use('/api/*', bodyLimit({
    maxSize: MOST_BODY_BYTES,
    onError: (context) => context.json({ error: `a body may have at most ${MOST_BODY_BYTES} bytes` }, 413),
  }));
  app.post('/api/approvals/:id', async (context) => {
    const body: unknown = await context.req.json().catch(() => undefined);
    const decision = field(body, 'decision');
    if (decision !== 'Approved' && decision !== 'Rejected') {
      return context.json({ error: '`decision` must be "Approved" or "Rejected"' }, 400);
    }
    return answer(backend.decide(context.req.param('id'), decision, (field(body, 'summary') ?? '').slice(0, SUMMARY_LIMIT)));
  });
  app.post('/api/executions/:id/retry', (context) => answer(backend.retry(context.req.param('id'))));
  app.post('/api/executions/:id/stop', (context) => answer(backend.stop(context.req.param('id'))));
  app.post('/api/environments/:name/rollback', (context) => answer(backend.rollback(context.req.param('name'))));

  app.get('/*', async (context) => (await pageFile(pageDirectory, context.req.path)) ?? context.json({ error: 'not found' }, 404));
  return app;
}

function answer(outcome: Outcome): Response {
  return outcome.accepted ? Response.json({ accepted: true }, { status: 202 }) : Response.json({ error: outcome.reason }, { status: 409 });
}

function field(body: unknown, name: string): string | undefined {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
