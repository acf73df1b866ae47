import type { TargetDescription } from '../../model/target';
import { deadline } from '../../system/deadline';

/** What the load requests: always the health check path, plus the version if the application reports one. */
export interface LoadPlan {
  readonly paths: readonly string[];
  readonly versions: boolean;
}

const VERSION_PATH = '/version';
const PATIENCE_MS = 10_000;
/** One word that contains a digit (`v1.2.3`, `web-1.4.0-rc.1+build.7`, `release-2026-11-26`), or a commit. */
const ONE_VERSION = /^\s*((?=\S*\d)\w[\w.+-]{0,79}|[\da-f]{7,64})\s*$/;
/** More is a page. */
const LONGEST_BODY = 4_096;

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
    return versionIn(await beginning(answer)) !== undefined && answer.ok;
  } catch {
    return false;
  }
}

/** Never waits for the end of what is longer than any version. */
async function beginning({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    if (text.length > LONGEST_BODY) break;
  }
  return text;
}

/** The version in `{"commit": "..."}`, or a text that is nothing else: many applications answer every path with a page. */
export function versionIn(body: string): string | undefined {
  const { commit, version } = jsonObject(body);
  const name = commit ?? version ?? ONE_VERSION.exec(body)?.[1];
  return typeof name === 'string' || typeof name === 'number' ? String(name) : undefined;
}

function jsonObject(body: string): { readonly commit?: unknown; readonly version?: unknown } {
  try {
    return Object(JSON.parse(body)) as object;
  } catch {
    return {};
  }
}
