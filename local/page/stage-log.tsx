import { useEffect, useRef, useState } from 'preact/hooks';
import { fetchLogs } from './api';
import { clockTime } from './format';
import { RolloutTimeline } from './rollout-timeline';
import { onMessages } from './use-console';
import type { Message } from '../src/messages/message';

const LINES_SHOWN = 3_000;

interface StageLogProps {
  readonly executionId: string;
  readonly stage: string;
  readonly onClose: () => void;
}

/** One stage's log: history first, then live messages. Follows the end until the reader scrolls up. */
export function StageLog({ executionId, stage, onClose }: StageLogProps) {
  const [lines, setLines] = useState<readonly Message[]>([]);
  const [error, setError] = useState<string>();
  const [follow, setFollow] = useState(true);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let before: readonly Message[] | undefined;
    let live: Message[] = [];
    /** Whether a live message is not in the history: some arrive while it is loading, others wait to be sent. */
    let isNew = (_message: Message): boolean => true;
    const show = () => before && setLines([...before, ...live].slice(-LINES_SHOWN));
    const off = onMessages((messages) => {
      const added = messages.filter((message) => message.executionId === executionId && message.stage === stage && isNew(message));
      live = [...live, ...added].slice(-LINES_SHOWN);
      show();
    });
    fetchLogs(executionId, stage).then((history) => {
      const newest = history.at(-1)?.time ?? '';
      const oldest = history[0]?.time ?? '';
      const known = new Set(history.map(keyOf));
      isNew = (message) => message.time > newest || message.time >= oldest && !known.has(keyOf(message));
      live = live.filter(isNew);
      before = history;
      show();
    }, (reason: Error) => setError(reason.message));
    return off;
  }, [executionId, stage]);

  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, follow]);

  return (
    <section class="card log stage-log" aria-label={`Log of ${stage}`}>
      <div class="row">
        <h2>{stage}</h2>
        <label><input type="checkbox" checked={follow} onChange={({ currentTarget }) => setFollow(currentTarget.checked)} /> Follow</label>
        <button type="button" onClick={onClose}>Close</button>
      </div>
      {error && <p role="alert" class="declined">{error}</p>}
      <RolloutTimeline messages={lines} />
      <div class="lines" ref={box} tabIndex={0} role="log" onWheel={({ deltaY }) => deltaY < 0 && setFollow(false)}>
        {lines.map((line, index) => <Line key={index} line={line} />)}
        {lines.length === 0 && !error && <p class="muted">No output yet.</p>}
      </div>
    </section>
  );
}

/** The history has only the beginning of a long message. */
function keyOf({ time, instance, message }: Message): string {
  return `${time} ${instance} ${message.slice(0, 1000)}`;
}

function Line({ line }: { readonly line: Message }) {
  return (
    <div class={`line ${line.level}`}>
      <time>{clockTime(line.time)}</time>
      {line.instance && <span class="instance">{line.instance}</span>}
      <span class="text">{line.message}</span>
    </div>
  );
}
