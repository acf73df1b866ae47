// `npx tsx bench/balancer.ts [--quick] [--only=NAME,...] [--base=COMMIT] [--write]`: our load balancer compared with proxies from npm, nginx
// and haproxy, as ratios within one run, and the cost of a rolling restart with ours and with reloads of nginx and caddy.
// Prints Markdown; --write puts it into docs/local-load-balancer.md. --base also measures the load balancer of that commit, to see whether a
// change has made it slower.
// Takes about ten minutes; everything runs on 127.0.0.1.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { entries, NPM_PACKAGES, type Entry } from './balancer/contenders';
import { start } from './balancer/processes';
import { currentLoad, rollingRestartTable, throughputTable, writeIntoDocument } from './balancer/report';
import { measureRollingRestarts, RATE } from './balancer/rolling-restart';
import { measureThroughput } from './balancer/throughput';

async function main(): Promise<void> {
  const quick = process.argv.includes('--quick');
  const only = valueOf('--only')?.split(',');
  const base = valueOf('--base');
  const directory = mkdtempSync(`${tmpdir()}/gostyle-bench-balancer-`);
  try {
    console.error(`fetching ${NPM_PACKAGES.join(' ')} into ${directory}`);
    const install = ['install', '--no-audit', '--no-fund', '--silent', '--prefix', directory, ...NPM_PACKAGES];
    const fetched = spawnSync('npm', install, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (fetched.status !== 0) throw new Error('the packages could not be fetched from npm');
    await bundleOurs(fileURLToPath(new URL('..', import.meta.url)), `${directory}/ours.cjs`);
    if (base !== undefined) await bundleOurs(sourceOf(base, directory), `${directory}/base.cjs`);
    const rounds = quick ? 1 : 9;
    const restarts = quick ? 1 : 6;
    const circumstances = { rounds, loadBefore: currentLoad() };
    const results = await measureThroughput({
      entries: [...entries().filter(({ name }) => !only || only.includes(name)), ...(base === undefined ? [] : [entryOfBase(base)])],
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

function valueOf(option: string): string | undefined {
  return process.argv.find((argument) => argument.startsWith(`${option}=`))?.slice(option.length + 1);
}

function entryOfBase(commit: string): Entry {
  return {
    name: `ours at ${commit}`,
    start: async (port, targetPorts, directory) => start([process.execPath, `${directory}/base.cjs`, String(port), targetPorts.join()], 'ready'),
  };
}

/** The sources of a commit, with the packages of this one. */
function sourceOf(commit: string, directory: string): string {
  const root = `${directory}/base`;
  mkdirSync(root);
  const archive = execFileSync('git', ['archive', commit, 'bench', 'local/src'], { maxBuffer: 2 ** 28 });
  execFileSync('tar', ['-x', '-C', root], { input: archive });
  symlinkSync(fileURLToPath(new URL('../node_modules', import.meta.url)), `${root}/node_modules`);
  return root;
}

/** As shipped: bundled and minified. */
async function bundleOurs(root: string, outfile: string): Promise<void> {
  const entryPoints = [`${root}/bench/balancer/ours.ts`];
  await build({ entryPoints, outfile, bundle: true, minify: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' });
}

void main();
