import { clockTime } from './format';
import { duration } from '../src/messages/duration';
import type { Message } from '../src/messages/message';

interface HostEvent {
  readonly event: string;
  readonly failed: boolean;
  readonly start: number;
  readonly end: number;
}

const EVENT = /^deployment\.event\.(succeeded|failed)$/;

/** A rollout on a common time scale: when each lifecycle event ran on each host, and how many hosts were in progress. */
export function RolloutTimeline({ messages }: { readonly messages: readonly Message[] }) {
  const hosts = eventsByHost(messages);
  if (hosts.size === 0) return null;
  const all = [...hosts.values()].flat();
  const from = Math.min(...all.map(({ start }) => start));
  const span = Math.max(1, Math.max(...all.map(({ end }) => end)) - from);
  const percent = (milliseconds: number) => `${(milliseconds / span * 100).toFixed(2)}%`;
  return (
    <details class="timeline" open>
      <summary>
        Timeline: {hosts.size} {hosts.size === 1 ? 'host' : 'hosts'}, {duration(span / 1000)} from {clockTime(new Date(from).toISOString())}
      </summary>
      <ol tabIndex={0} aria-label="Timeline of the rollout">
        {[...hosts].map(([host, events]) => (
          <li key={host}>
            <code>{host}</code>
            <span class="muted">{duration((events.at(-1)!.end - events[0]!.start) / 1000)}{events.some(({ failed }) => failed) && ', failed'}</span>
            <span class="track" aria-hidden="true">
              {events.map(({ event, failed, start, end }) => (
                <span
                  key={`${event}${start}`}
                  class={`bar ${event} ${failed ? 'failed' : ''}`}
                  title={`${event}: ${duration((end - start) / 1000)}`}
                  style={{ left: percent(start - from), width: percent(end - start) }}
                />
              ))}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}

function eventsByHost(messages: readonly Message[]): Map<string, HostEvent[]> {
  const hosts = new Map<string, HostEvent[]>();
  for (const { code, instance, time, data } of messages) {
    const [, result] = EVENT.exec(code) ?? [];
    if (result === undefined || instance === undefined || typeof data?.event !== 'string' || typeof data.seconds !== 'number') continue;
    const end = Date.parse(time);
    const events = hosts.get(instance) ?? [];
    events.push({ event: data.event, failed: result === 'failed', start: end - data.seconds * 1000, end });
    hosts.set(instance, events);
  }
  return new Map([...hosts].sort(([, a], [, b]) => a[0]!.start - b[0]!.start));
}
