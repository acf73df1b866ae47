import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { startApp, startNginx, startOurs, writeNginxConfiguration } from './contenders';
import { childrenOf, freePort, isInstalled, start, type Contender } from './processes';
import { createLoad } from '../../local/src/balancer';
import type { Load, LoadReport } from '../../local/src/model/load';

export const RATE = 300;
const APP_MILLISECONDS = 5;

export interface RollingRestartOptions {
  readonly directory: string;
  readonly restarts: number;
}

type Change = { readonly out: number } | { readonly back: number };

/** How a load balancer gets its list of targets, and how to know that it has applied it. */
interface Roller {
  readonly name: string;
  start(port: number, targetPorts: readonly number[]): Promise<Contender>;
  serve(balancer: Contender, port: number, targetPorts: readonly number[], change: Change): Promise<void>;
}

export interface RollingRestart {
  readonly name: string;
  readonly report: LoadReport;
}

/** Restarts three processes one after another, under load. Each is deregistered first, stopped gracefully, and registered again. */
export async function measureRollingRestarts({ directory, restarts }: RollingRestartOptions): Promise<RollingRestart[]> {
  const results: RollingRestart[] = [];
  for (const roller of rollers(directory)) {
    const report = await roll(roller, restarts);
    results.push({ name: roller.name, report });
    console.error(`rolling restarts: ${roller.name} ${report.dropped} of ${report.requests} failed`);
  }
  return results;
}

async function roll(roller: Roller, restarts: number): Promise<LoadReport> {
  const ports = [await freePort(), await freePort(), await freePort()];
  const apps = new Map(await Promise.all(ports.map(async (port) => [port, await startApp(port, 'v0', APP_MILLISECONDS)] as const)));
  const port = await freePort();
  const balancer = await roller.start(port, ports);
  await warmUp(port);
  const load = createLoad({ url: `http://127.0.0.1:${port}`, rate: RATE });
  for (let restart = 1; restart <= restarts; restart += 1) {
    for (const target of ports) {
      await roller.serve(balancer, port, ports.filter((other) => other !== target), { out: target });
      await apps.get(target)?.stop('SIGTERM');
      apps.set(target, await startApp(target, `v${restart}`, APP_MILLISECONDS));
      await roller.serve(balancer, port, ports, { back: target });
      // A short pause between restarts, as in CodeDeploy; otherwise a faster contender would have more restarts in less time.
      await answered(load, RATE / 2);
    }
  }
  const report = await load.stop();
  await balancer.stop('SIGTERM');
  await Promise.all([...apps.values()].map(async (app) => app.stop()));
  return report;
}

/** The first requests of a process compile its code, which is not measured here. */
async function warmUp(port: number): Promise<void> {
  const load = createLoad({ url: `http://127.0.0.1:${port}`, rate: RATE });
  await answered(load, RATE);
  await load.stop();
}

async function answered(load: Load, more: number): Promise<void> {
  const wanted = load.report().requests + more;
  while (load.report().requests < wanted) await new Promise((resolve) => setTimeout(resolve, 20));
}

function rollers(directory: string): readonly Roller[] {
  return [ours(directory), ...(isInstalled('nginx') ? [nginx(directory)] : []), ...(isInstalled('caddy') ? [caddy(directory)] : [])];
}

function ours(directory: string): Roller {
  return {
    name: 'ours',
    start: async (port, targets) => startOurs(port, targets, directory),
    serve: async (balancer, _port, _targets, change) => balancer.tell('out' in change ? `deregister ${change.out}` : `register ${change.back}`),
  };
}

function nginx(directory: string): Roller {
  return {
    name: 'nginx, reload',
    start: async (port, targets) => startNginx(port, targets, directory),
    serve: async (balancer, port, targets) => {
      const home = `${directory}/nginx-${port}`;
      writeNginxConfiguration(home, port, targets);
      const pid = balancer.process.pid ?? 0;
      const [oldWorker] = childrenOf(pid);
      balancer.process.kill('SIGHUP');
      await gone(pid, oldWorker);
    },
  };
}

function caddy(directory: string): Roller {
  const write = (port: number, targets: readonly number[]): string => {
    const file = `${directory}/Caddyfile-${port}`;
    const upstreams = targets.map((target) => `127.0.0.1:${target}`).join(' ');
    const site = `http://127.0.0.1:${port} {\n  reverse_proxy ${upstreams}\n}\n`;
    writeFileSync(file, `{\n  admin 127.0.0.1:${port + 1}\n  auto_https off\n  log {\n    output discard\n  }\n}\n${site}`);
    return file;
  };
  return {
    name: 'caddy, reload',
    start: async (port, targets) => start(['caddy', 'run', '--config', write(port, targets), '--adapter', 'caddyfile'], port),
    serve: async (_balancer, port, targets) => {
      const reload = spawnSync('caddy', ['reload', '--config', write(port, targets), '--adapter', 'caddyfile', '--address', `127.0.0.1:${port + 1}`]);
      if (reload.status !== 0) throw new Error(`caddy does not reload: ${reload.stderr.toString()}`);
      await Promise.resolve();
    },
  };
}

/** A reload is complete when the old worker has ended, for which it has five seconds. */
async function gone(pid: number, worker: number | undefined): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const workers = childrenOf(pid);
    if (workers.length > 0 && (worker === undefined || !workers.includes(worker))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
