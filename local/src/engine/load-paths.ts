/** What the load asks for: always the health path, and the version where the application tells one. */
export interface LoadPlan {
  readonly paths: readonly string[];
  readonly versions: boolean;
}

const VERSION_PATH = '/version';
const PATIENCE_MS = 2_000;

/** Only a path that is answered well before a deployment can show what the deployment breaks. */
export async function loadPlan(url: string, healthCheckPath: string): Promise<LoadPlan> {
  try {
    const answer = await fetch(new URL(VERSION_PATH, url), { signal: AbortSignal.timeout(PATIENCE_MS) });
    await answer.body?.cancel();
    return answer.ok ? { paths: [healthCheckPath, VERSION_PATH], versions: true } : { paths: [healthCheckPath], versions: false };
  } catch {
    return { paths: [healthCheckPath], versions: false };
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
