import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../until';
import { closeLater } from '../harness';

/** Used for comparison if it is installed (`apt-get install haproxy`). */
export const HAPROXY_IS_INSTALLED = spawnSync('haproxy', ['-v']).status === 0;

/** Starts haproxy in front of this port. It listens on a UNIX socket, so it needs no free port. */
export async function startHaproxy(targetPort: number): Promise<() => Socket> {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-haproxy-'));
  const listening = join(directory, 'in');
  const configuration = join(directory, 'haproxy.cfg');
  writeFileSync(configuration, [
    'global', '  nbthread 1', '  tune.maxrewrite 1024', '  tune.bufsize 82944',
    'defaults', '  mode http', '  timeout connect 1s', '  timeout client 2s', '  timeout server 2s', '  timeout http-request 2s', '  retries 0',
    'frontend in', `  bind unix@${listening}`, '  default_backend app',
    'backend app', `  server app 127.0.0.1:${targetPort}`, '',
  ].join('\n'));
  const haproxy = spawn('haproxy', ['-f', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  haproxy.stderr.on('data', (data: Buffer) => { said += data.toString(); });
  const ended = new Promise<void>((resolve) => haproxy.once('close', () => resolve()));
  closeLater(async () => {
    haproxy.kill('SIGKILL');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  });
  let open = false;
  await until(() => {
    if (haproxy.exitCode !== null) throw new Error(`haproxy ended: ${said}`);
    const attempt = connect(listening);
    attempt.once('connect', () => { open = true; }).on('error', () => undefined).once('connect', () => attempt.destroy());
    return open;
  }, 'haproxy listens');
  return () => {
    const socket = connect(listening);
    closeLater(() => { socket.destroy(); });
    return socket;
  };
}
