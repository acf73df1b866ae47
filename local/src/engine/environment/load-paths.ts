import type { TargetDescription } from '../../model/target';
import { deadline } from '../../system/deadline';

/** What the load asks for: always the health path, and the version where the application tells one. */
export interface LoadPlan {
  readonly paths: readonly string[];
  readonly versions: boolean;
}

const VERSION_PATH = '/version';
const PATIENCE_MS = 2_000;

/**
 * Only a path that is answered well before a deployment can show what the deployment breaks. A target is asked for it, not the load
 * balancer: what this question is answered with must not count as traffic.
 */
export async function loadPlan(targets: readonly TargetDescription[], healthCheckPath: string): Promise<LoadPlan> {
  const target = targets.find(({ state }) => state === 'healthy');
  const versions = target !== undefined && await tellsItsVersion(target);
  return { paths: versions ? [healthCheckPath, VERSION_PATH] : [healthCheckPath], versions };
}

async function tellsItsVersion({ host, port }: TargetDescription): Promise<boolean> {
  try {
    const answer = await fetch(`http://${host}:${port}${VERSION_PATH}`, { signal: deadline(PATIENCE_MS) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

/** `{"commit": "..."}` or the first line of a text. */
export function versionIn(body: string): string | undefined {
  try {
    const value = JSON.parse(body) as { commit?: unknown; version?: unknown };
    const version = value.commit ?? value.version;
    return version === undefined ? undefined : String(version);
  } catch {
    return body.trim().split('\n')[0].slice(0, 80) || undefined;
  }
}
