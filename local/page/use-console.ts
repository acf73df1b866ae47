import { useEffect, useState } from 'preact/hooks';
import type { Message } from '../src/messages/message';
import type { RunState } from '../src/model/run-state';

const messageListeners = new Set<(messages: readonly Message[]) => void>();

export interface ConsoleView {
  readonly state?: RunState;
  readonly connected: boolean;
}

/** The run's state, kept true by server-sent events; the browser connects again by itself. */
export function useConsole(): ConsoleView {
  const [state, setState] = useState<RunState>();
  const [connected, setConnected] = useState(false);

  useEffect(() => {
    const events = new EventSource('/api/events');
    events.onopen = () => setConnected(true);
    events.onerror = () => setConnected(false);
    events.addEventListener('state', ({ data }) => setState(JSON.parse(data) as RunState));
    events.addEventListener('messages', ({ data }) => {
      const messages = JSON.parse(data) as Message[];
      messageListeners.forEach((listener) => listener(messages));
    });
    return () => events.close();
  }, []);

  return { state, connected };
}

export function onMessages(listener: (messages: readonly Message[]) => void): () => void {
  messageListeners.add(listener);
  return () => messageListeners.delete(listener);
}
