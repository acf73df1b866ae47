import { spawnSync } from 'node:child_process';

/** A program run by the agent: its arguments never pass a shell. `status` is how Ruby's `$?` prints. */
export function runCommand(program: string, args: readonly string[]): { readonly ok: boolean; readonly status: string } {
  const { pid, status, signal, error } = spawnSync(program, args, { env: process.env, stdio: ['ignore', 'ignore', 'inherit'] });
  if (error) return { ok: false, status: `pid ${pid} exit 127` };
  return { ok: status === 0, status: signal ? `pid ${pid} ${signal}` : `pid ${pid} exit ${status}` };
}
