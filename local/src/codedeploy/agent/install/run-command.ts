import { spawnSync } from 'node:child_process';

/** Runs a program without a shell. `status` is formatted like Ruby's `$?`. */
export function runCommand(program: string, args: readonly string[]): { readonly ok: boolean; readonly status: string } {
  const { pid, status, signal, error } = spawnSync(program, args, { env: process.env, stdio: ['ignore', 'ignore', 'inherit'] });
  if (error) return { ok: false, status: `pid ${pid} exit 127` };
  return { ok: status === 0, status: signal ? `pid ${pid} ${signal}` : `pid ${pid} exit ${status}` };
}
