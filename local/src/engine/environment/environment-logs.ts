import { readLog } from './log-reader';
import type { InstanceLog, LogPage } from '../../model/console';
import type { LogFile } from '../../resources';

/** Lines of one page, of all logs together: what waits is on the next one. */
const MOST_LINES = 10_000;

type Positions = Readonly<Record<string, number>>;

/** What all logs of an environment have since the page that ended with this cursor; their last lines without one. */
export async function logPage(files: readonly LogFile[], cursor?: string): Promise<LogPage> {
  const before = positionsIn(cursor);
  const next: Record<string, number> = { ...before };
  const logs: InstanceLog[] = [];
  let lines = 0;
  let more = false;
  for (const { instance, source, path } of files) {
    const key = `${instance ?? ''}/${source}`;
    if (lines >= MOST_LINES) {
      more = true;
      continue;
    }
    // A log that appears between two pages is read from its beginning.
    const read = await readLog(path, before ? before[key] ?? 0 : undefined);
    next[key] = read.next;
    lines += read.lines.length;
    if (read.lines.length > 0) logs.push({ ...instance !== undefined && { instance }, source, lines: read.lines });
  }
  return { logs, more, cursor: Buffer.from(JSON.stringify(next)).toString('base64url') };
}

/** A cursor that is none of ours begins anew. */
function positionsIn(cursor: string | undefined): Positions | undefined {
  if (cursor === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1]) && entry[1] >= 0));
  } catch {
    return undefined;
  }
}
