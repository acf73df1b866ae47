import { parseTimeSpan } from './time-span';
import type { UnitEntries } from './unit-entries';

const KINDS: Readonly<Record<string, 'bytes' | 'seconds' | 'microseconds' | 'count'>> = {
  CPU: 'seconds',
  FSIZE: 'bytes',
  DATA: 'bytes',
  STACK: 'bytes',
  CORE: 'bytes',
  RSS: 'bytes',
  NOFILE: 'count',
  AS: 'bytes',
  NPROC: 'count',
  MEMLOCK: 'bytes',
  LOCKS: 'count',
  SIGPENDING: 'count',
  MSGQUEUE: 'bytes',
  NICE: 'count',
  RTPRIO: 'count',
  RTTIME: 'microseconds',
};
const SUFFIXES = 'KMGTPE';
/** systemd's default. */
export const DEFAULT_OPEN_FILES = { soft: '1024', hard: '524288' };

export interface ResourceLimit {
  readonly soft: string;
  readonly hard: string;
}

/** Converts `LimitNOFILE=` and the like to options of prlimit(1). Ignores what systemd would not understand. */
export function resourceLimits(unit: UnitEntries): string[] {
  return Object.keys(KINDS).flatMap((name) => {
    const limit = limitOf(unit, name) ?? (name === 'NOFILE' ? DEFAULT_OPEN_FILES : undefined);
    return limit ? [`--${name.toLowerCase()}=${limit.soft}:${limit.hard}`] : [];
  });
}

export function limitOf(unit: UnitEntries, name: string): ResourceLimit | undefined {
  const texts = unit.values('Service', `Limit${name}`).map((text) => {
    const [soft, hard = soft, ...more] = text.split(':').map((part) => limitValue(part.trim(), KINDS[name]!));
    return soft === undefined || hard === undefined || more.length > 0 ? undefined : { soft, hard };
  });
  return texts.filter((limit) => limit !== undefined).at(-1);
}

function limitValue(text: string, kind: string): string | undefined {
  if (text === 'infinity') return 'unlimited';
  if (kind === 'seconds' || kind === 'microseconds') {
    const milliseconds = /^\d+$/.test(text) && kind === 'microseconds' ? Number(text) / 1000 : parseTimeSpan(text);
    return milliseconds === undefined ? undefined : String(kind === 'seconds' ? Math.ceil(milliseconds / 1000) : Math.round(milliseconds * 1000));
  }
  const [, number, suffix] = /^(\d+)([KMGTPE]?)B?$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  return String(BigInt(number) * 1024n ** BigInt(suffix ? SUFFIXES.indexOf(suffix) + 1 : 0));
}
