/**
 * Asks a deployed service through its load balancer as a user would: makes a link, follows it, removes it as an administrator would if
 * it has a token, and looks at the version that answers.
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
  // In memory only the host that made it knows it.
  const mayBeElsewhere = !database;
  const isElsewhere = mayBeElsewhere && visited.status === 404;
  if (!isElsewhere && (visited.status !== 302 || visited.headers.get('location') !== TARGET)) {
    throw new Error(`the link that was just made answers ${visited.status}`);
  }
  const isRemoved = tokens ? await remove(new URL(location, address), tokens.split(',')[0]!.trim(), mayBeElsewhere) : false;
  const { commit } = await (await ask(address, '/version')).json() as { commit: string };
  return `${address} serves ${commit}: a link was ${['made', ...isElsewhere ? [] : ['followed'], ...isRemoved ? ['removed'] : []].join(', ')}`;
}

/** Tells whether it was removed: one that only another host has is not. */
async function remove(link: URL, token: string, mayBeElsewhere: boolean): Promise<boolean> {
  const { status } = await ask(link.origin, link.pathname, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  if (status === 204) return true;
  // Asked again after a failure that came after the removal.
  if (status === 404) return !mayBeElsewhere;
  throw new Error(`DELETE ${link.pathname} answers ${status}`);
}

/** A host may just be leaving: what fails is asked again. */
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
