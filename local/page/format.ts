import { useEffect, useState } from 'preact/hooks';
import { duration } from '../src/messages/duration';

/** Without requests there is no latency. */
export function milliseconds(value: number, requests: number): string {
  if (requests === 0) return '-';
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

export function count(value: number): string {
  return value.toLocaleString('en');
}

export function mebibytes(bytes: number): string {
  return `${count(Math.round(bytes / 2 ** 20))} MiB`;
}

export function clockTime(iso: string): string {
  return new Date(iso).toLocaleTimeString('en-GB');
}

export function shortRevision(revision: string | undefined): string {
  return revision ? revision.slice(0, 7) : '-';
}

/** `no tasks yet` -> `No tasks yet.` */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** `InProgress` -> `in progress` */
export function words(status: string): string {
  return status.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** The time since `startedAt`, updated continuously; `ended` once the duration is known. */
export function useElapsed(startedAt: string | undefined, ended: number | undefined): string | undefined {
  const [now, setNow] = useState(Date.now());
  const running = startedAt !== undefined && ended === undefined;
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);

  if (ended !== undefined) return duration(ended);
  return startedAt && duration(Math.max(0, Math.floor((now - Date.parse(startedAt)) / 1000)));
}
