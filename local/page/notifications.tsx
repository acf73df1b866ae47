import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from './format';
import type { RunState } from '../src/model/run-state';

const ENDED = new Set(['Succeeded', 'Failed', 'Stopped']);

/** Asks the browser for permission, once; then tells of what needs a person while the page is out of sight. */
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

/** What a person wants to know of, by a name that stays the same. */
function newsOf({ approvals, executions }: RunState): Map<string, string> {
  return new Map([
    ...approvals.map(({ id, environment, commit }) => [id, `${environment} waits for your approval of ${commit.subject}`] as const),
    ...executions.filter(({ status }) => ENDED.has(status))
      .map(({ id, status, commit }) => [`${id} ${status}`, `${words(status)}: ${commit.subject}`] as const),
  ]);
}
