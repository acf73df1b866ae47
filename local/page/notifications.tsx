import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from './format';
import type { RunState } from '../src/model/run-state';

const ENDED = new Set(['Succeeded', 'Failed', 'Stopped']);

/** Asks for the browser's permission once, then notifies of what needs attention while the page is in the background. */
export function Notifications({ state }: { readonly state: RunState }) {
  const supported = typeof Notification !== 'undefined';
  const [permission, setPermission] = useState(supported ? Notification.permission : 'denied');
  const known = useRef<ReadonlySet<string>>();

  useEffect(() => {
    const news = newsOf(state);
    const before = known.current;
    known.current = new Set(news.keys());
    if (!before || permission !== 'granted' || !document.hidden) return;
    for (const [tag, body] of news) {
      if (!before.has(tag)) new Notification(state.pipeline.name, { body, tag, icon: '/icon.svg' });
    }
  }, [state, permission]);

  if (permission !== 'default') return null;
  return (
    <button type="button" onClick={() => void Notification.requestPermission().then(setPermission)}>Notify me</button>
  );
}

/** What is worth a notification, by a stable key. */
function newsOf({ approvals, executions }: RunState): Map<string, string> {
  return new Map([
    ...approvals.map(({ id, environment, commit }) => [id, `${environment} is waiting for your approval of ${commit.subject}`] as const),
    ...executions.filter(({ status }) => ENDED.has(status))
      .map(({ id, status, commit }) => [`${id} ${status}`, `${words(status)}: ${commit.subject}`] as const),
  ]);
}
