import type { EntrySettings } from './entry-settings';

/** The load balancer settings that a change set changes, for display: `idleTimeoutSeconds: 60 -> 90`. */
export function changedSettings(before: EntrySettings, after: EntrySettings): string[] {
  return (['loadBalancer', 'listener', 'targetGroup'] as const).flatMap((part) => differences(part, before[part], after[part]));
}

function differences(path: string, before: unknown, after: unknown): string[] {
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => differences(`${path}.${key}`, before[key], after[key]));
  }
  const [old, now] = [before, after].map((value) => JSON.stringify(value) ?? 'not set');
  return old === now ? [] : [`${path}: ${old} -> ${now}`];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
