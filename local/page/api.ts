import type { Message } from '../src/messages/message';
import { visible } from '../src/messages/visible-text';
import type { LogPage } from '../src/model/console';

/** Parses everything that the page receives; control characters in external text are made visible. */
export function received<T>(json: string): T {
  return JSON.parse(json, (_, value: unknown) => (typeof value === 'string' ? visible(value) : value)) as T;
}

export async function fetchLogs(executionId: string, stage: string): Promise<Message[]> {
  const response = await fetch(`/api/logs?${new URLSearchParams({ execution: executionId, stage })}`);
  if (!response.ok) throw new Error(`the log could not be read (${response.status})`);
  return received<Message[]>(await response.text());
}

export async function fetchInstanceLogs(environment: string, cursor?: string): Promise<LogPage> {
  const query = cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`;
  const response = await fetch(`/api/environments/${encodeURIComponent(environment)}/logs${query}`);
  if (!response.ok) throw new Error(`the logs could not be read (${response.status})`);
  return received<LogPage>(await response.text());
}

export async function fetchDifference(from: string, to: string): Promise<string> {
  const response = await fetch(`/api/difference?${new URLSearchParams({ from, to })}`);
  if (!response.ok) throw new Error(`the difference could not be read (${response.status})`);
  return received<{ text: string }>(await response.text()).text;
}

/** Sends a request to the runner; resolves with the reason if it declines. */
export async function ask(path: string, body?: Record<string, string>): Promise<string | undefined> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });
    if (response.ok) return undefined;
    const { error } = (await response.json()) as { error?: string };
    return error ?? `the runner answered ${response.status}`;
  } catch {
    return 'the run does not respond: has it ended in its terminal?';
  }
}
