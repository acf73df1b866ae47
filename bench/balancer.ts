// `npx tsx bench/balancer.ts [--quick] [--only=NAME,...] [--write]`: our load balancer against the proxies from npm, nginx and haproxy, as ratios
// in one run, and what a rolling restart costs with ours and with a reload of nginx and caddy. Prints Markdown; with --write it goes into
// docs/local-load-balancer.md. Takes about ten minutes; everything runs on 127.0.0.1.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { entries, NPM_PACKAGES } from './balancer/contenders';
import { currentLoad, rollingRestartTable, throughputTable, writeIntoDocument } from './balancer/report';
import { measureRollingRestarts, RATE } from './balancer/rolling-restart';
import { measureThroughput } from './balancer/throughput';

async function main(): Promise<void> {
  const quick = process.argv.includes('--quick');
  const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length).split(',');
  const directory = mkdtempSync(`${tmpdir()}/gostyle-bench-balancer-`);
  try {
    console.error(`fetching ${NPM_PACKAGES.join(' ')} into ${directory}`);
    const fetched = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--silent', '--prefix', directory, ...NPM_PACKAGES], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (fetched.status !== 0) throw new Error('the packages could not be fetched from npm');
    await bundleOurs(`${directory}/ours.cjs`);
    const rounds = quick ? 1 : 9;
    const restarts = quick ? 1 : 6;
    const circumstances = { rounds, loadBefore: currentLoad() };
    const results = await measureThroughput({
      entries: entries().filter(({ name }) => !only || only.includes(name)),
      directory,
      rounds,
      seconds: quick ? 1 : 1.5,
    });
    const tables = [throughputTable(results, circumstances)];
    if (!only) tables.push(rollingRestartTable(await measureRollingRestarts({ directory, restarts }), restarts, RATE));
    console.log(tables.join('\n\n'));
    if (process.argv.includes('--write')) writeIntoDocument(tables);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** As it is shipped: bundled and minified. */
async function bundleOurs(outfile: string): Promise<void> {
  const entryPoint = fileURLToPath(new URL('balancer/ours.ts', import.meta.url));
  await build({ entryPoints: [entryPoint], outfile, bundle: true, minify: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' });
}

void main();
