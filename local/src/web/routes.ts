import { Hono } from 'hono';
import { eventStream } from './event-stream';
import { pageFile } from './page-files';
import { pageHeaders, sameOrigin } from './same-origin';
import type { ConsoleBackend, Outcome } from '../model/console';

const LOG_LIMIT = 5_000;
const SUMMARY_LIMIT = 2_000;

/** Everything that the console answers: the page, its data, and what a person may ask for in it. */
export function consoleRoutes(backend: ConsoleBackend, pageDirectory: string): Hono {
  const app = new Hono();
  app.use(sameOrigin);
  app.use(pageHeaders);

  app.get('/api/state', (context) => context.json(backend.state()));
  app.get('/api/events', (context) => eventStream(context, backend));
  app.get('/api/logs', async (context) => {
    const { execution, stage, environment, instance } = context.req.query();
    if (!execution) return context.json({ error: 'the query needs `execution`' }, 400);
    return context.json(await backend.logs({ executionId: execution, stage, environment, instance, limit: LOG_LIMIT }));
  });

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
