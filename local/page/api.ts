import type { Message } from '../src/messages/message';

export async function fetchLogs(executionId: string, stage: string): Promise<Message[]> {
  const response = await fetch(`/api/logs?${new URLSearchParams({ execution: executionId, stage })}`);
  if (!response.ok) throw new Error(`the log could not be read (${response.status})`);
  return (await response.json()) as Message[];
}

/** Asks the runner for something; resolves to the reason when it declines. */
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
    return 'the runner does not answer; is `gostyle run` still running?';
  }
}
