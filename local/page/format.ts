import { useEffect, useState } from 'preact/hooks';

export function seconds(value: number): string {
  if (value < 10) return `${value.toFixed(1)} s`;
  if (value < 60) return `${Math.round(value)} s`;
  const minutes = Math.floor(value / 60);
  return `${minutes} min ${String(Math.round(value % 60)).padStart(2, '0')} s`;
}

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
  return revision ? revision.slice(0, 8) : '-';
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

  if (ended !== undefined) return seconds(ended);
  return startedAt && seconds(Math.max(0, (now - Date.parse(startedAt)) / 1000));
}
