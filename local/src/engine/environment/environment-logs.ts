import { readLog } from './log-reader';
import type { InstanceLog, LogPage } from '../../model/console';
import type { LogFile } from '../../resources';

/** Maximum number of lines per page, across all logs; the rest follows on the next page. */
const MOST_LINES = 10_000;

type Positions = Readonly<Record<string, number>>;

/** Returns the lines since the page that ended with this cursor; without a cursor, the last lines of each log. */
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
    // A log that appears between two pages is read from the beginning.
    const read = await readLog(path, before ? before[key] ?? 0 : undefined);
    next[key] = read.next;
    lines += read.lines.length;
    if (read.lines.length > 0) logs.push({ ...instance !== undefined && { instance }, source, lines: read.lines });
  }
  return { logs, more, cursor: Buffer.from(JSON.stringify(next)).toString('base64url') };
}

/** A cursor that cannot be parsed starts over. */
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
