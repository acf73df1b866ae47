import type { TargetDescription } from '../../model/target';
import { deadline } from '../../system/deadline';

/** What the load requests: always the health check path, plus the version if the application reports one. */
export interface LoadPlan {
  readonly paths: readonly string[];
  readonly versions: boolean;
}

const VERSION_PATH = '/version';
const PATIENCE_MS = 2_000;

/**
 * A path is only useful if it is answered correctly before the deployment. The probe goes to a target directly, because its response must
 * not count as traffic.
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

/** The version in `{"commit": "..."}` or in the first line of a text. */
export function versionIn(body: string): string | undefined {
  try {
    const value = JSON.parse(body) as { commit?: unknown; version?: unknown };
    const version = value.commit ?? value.version;
    return version === undefined ? undefined : String(version);
  } catch {
    return body.trim().split('\n')[0].slice(0, 80) || undefined;
  }
}
