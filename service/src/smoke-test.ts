/**
 * Uses a deployed service through its load balancer as a user would: creates a link, follows it, removes it if it has the token of an
 * administrator, and reports which version responds.
 * Usage: APPLICATION_URL=http://... node smoke-test.mjs
 */
const TRIES = 5;
const PAUSE_MILLISECONDS = 1000;
const TARGET = 'https://example.com/smoke-test';

async function smokeTest({ APPLICATION_URL: address, DATABASE_HOST: database, ADMIN_TOKENS: tokens }: NodeJS.ProcessEnv): Promise<string> {
  if (!address) throw new Error('APPLICATION_URL must be the address of the service');
  const ready = await ask(address, '/ready');
  if (ready.status !== 200) throw new Error(`/ready answers ${ready.status}`);
  const created = await ask(address, '/links', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ url: TARGET }),
  });
  const location = created.headers.get('location');
  if (created.status !== 201 || location === null) throw new Error(`POST /links answers ${created.status}`);
  const visited = await ask(address, `/${location.split('/').at(-1)}`, { redirect: 'manual' });
  // Without a database, only the host that created the link has it.
  const mayBeElsewhere = !database;
  const isElsewhere = mayBeElsewhere && visited.status === 404;
  if (!isElsewhere && (visited.status !== 302 || visited.headers.get('location') !== TARGET)) {
    throw new Error(`the new link answers ${visited.status}`);
  }
  const isRemoved = tokens ? await remove(new URL(location, address), tokens.split(',')[0]!.trim(), mayBeElsewhere) : false;
  const { commit } = await (await ask(address, '/version')).json() as { commit: string };
  return `${address} serves ${commit}: a link was ${['made', ...isElsewhere ? [] : ['followed'], ...isRemoved ? ['removed'] : []].join(', ')}`;
}

/** Returns whether the link was removed. Without a database, the request may have reached a host that does not have it. */
async function remove(link: URL, token: string, mayBeElsewhere: boolean): Promise<boolean> {
  const { status } = await ask(link.origin, link.pathname, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  if (status === 204) return true;
  // The first attempt may have removed it and then failed.
  if (status === 404) return !mayBeElsewhere;
  throw new Error(`DELETE ${link.pathname} answers ${status}`);
}

/** Retries failed requests, because a host may just be leaving the load balancer. */
async function ask(address: string, path: string, init: RequestInit = {}): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await fetch(new URL(path, address), { ...init, signal: AbortSignal.timeout(5000) });
      if (response.status < 500 || tries === TRIES) return response;
    } catch (error) {
      if (tries === TRIES) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}

smokeTest(process.env).then(console.log, (error: unknown) => {
  console.error(`the smoke test failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
