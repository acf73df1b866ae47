import { useEffect, useState } from 'preact/hooks';
import { received } from './api';
import type { Message } from '../src/messages/message';
import type { RunState } from '../src/model/run-state';

const messageListeners = new Set<(messages: readonly Message[]) => void>();

export interface ConsoleView {
  readonly state?: RunState;
  readonly connected: boolean;
  /** Why the runner refuses access. */
  readonly refused?: string;
}

/** The run's state, kept up to date by server-sent events; the browser reconnects automatically. */
export function useConsole(): ConsoleView {
  const [state, setState] = useState<RunState>();
  const [connected, setConnected] = useState(false);
  const [refused, setRefused] = useState<string>();

  useEffect(() => {
    const events = new EventSource('/api/events');
    events.onopen = () => setConnected(true);
    events.onerror = () => {
      setConnected(false);
      // A refused event stream gives no reason, and the browser does not retry it.
      if (events.readyState === EventSource.CLOSED) void whyRefused().then(setRefused);
    };
    events.addEventListener('state', ({ data }) => setState(received<RunState>(String(data))));
    events.addEventListener('messages', ({ data }) => {
      const messages = received<Message[]>(String(data));
      messageListeners.forEach((listener) => listener(messages));
    });
    return () => events.close();
  }, []);

  return { state, connected, refused };
}

async function whyRefused(): Promise<string | undefined> {
  try {
    const response = await fetch('/api/state');
    return response.ok ? undefined : ((await response.json()) as { error?: string }).error;
  } catch {
    return undefined;
  }
}

export function onMessages(listener: (messages: readonly Message[]) => void): () => void {
  messageListeners.add(listener);
  return () => messageListeners.delete(listener);
}
