import { useEffect, useState } from 'preact/hooks';
import { fetchInstanceLogs } from './api';
import type { InstanceLog } from '../src/model/console';
import type { SearchedLine } from '../src/model/log-search';

const LINES_KEPT = 30_000;
const LOOK_AGAIN_MS = 1_000;

interface Logs {
  readonly lines: readonly SearchedLine[];
  readonly error?: string;
}

/** Polls the logs of all environments page by page while they are shown; lines appear in order of arrival. */
export function useLogs(environments: readonly string[]): Logs {
  const [lines, setLines] = useState<readonly SearchedLine[]>([]);
  const [error, setError] = useState<string>();

  useEffect(() => {
    let closed = false;
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const failed = (reason: Error) => !closed && setError(reason.message);
    const look = async (environment: string, cursor?: string): Promise<void> => {
      const page = await fetchInstanceLogs(environment, cursor);
      if (closed) return;
      const added = page.logs.flatMap((log) => linesOf(environment, log));
      if (added.length > 0) setLines((before) => [...before, ...added].slice(-LINES_KEPT));
      const timer = setTimeout(() => {
        timers.delete(timer);
        look(environment, page.cursor).catch(failed);
      }, page.more ? 0 : LOOK_AGAIN_MS);
      timers.add(timer);
    };
    for (const environment of environments) look(environment).catch(failed);
    return () => {
      closed = true;
      timers.forEach(clearTimeout);
    };
  }, [environments.join()]);

  return { lines, error };
}

function linesOf(environment: string, { instance = '', source, lines }: InstanceLog): SearchedLine[] {
  return lines.map((text) => ({ environment, instance, source, text }));
}
