import { useEffect, useRef, useState } from 'preact/hooks';
import { fetchInstanceLogs } from './api';
import type { InstanceLog } from '../src/model/console';

const LINES_SHOWN = 3_000;
const LOOK_AGAIN_MS = 1_000;

interface LogLine {
  readonly instance: string;
  readonly source: string;
  readonly text: string;
}

interface EnvironmentLogProps {
  readonly environment: string;
  readonly onClose: () => void;
}

/** What the instances of an environment log themselves, with a search over all of it. */
export function EnvironmentLog({ environment, onClose }: EnvironmentLogProps) {
  const { lines, error } = useInstanceLogs(environment);
  const [instance, setInstance] = useState('');
  const [source, setSource] = useState('');
  const [search, setSearch] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const wanted = search.toLowerCase();
  const shown = lines.filter((line) => (instance === '' || line.instance === instance) && (source === '' || line.source === source)
    && (wanted === '' || line.text.toLowerCase().includes(wanted))).slice(-LINES_SHOWN);

  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [shown.length, instance, source, search]);

  return (
    <section class="log" aria-label={`Logs of ${environment}`}>
      <div class="row">
        <Choice label="Instance" value={instance} values={distinct(lines.map((line) => line.instance))} onChange={setInstance} />
        <Choice label="Log" value={source} values={distinct(lines.map((line) => line.source))} onChange={setSource} />
        <label>Search <input type="text" value={search} onInput={({ currentTarget }) => setSearch(currentTarget.value)} /></label>
        <span class="muted" role="status">{shown.length === 1 ? '1 line' : `${shown.length} lines`}</span>
        <button type="button" class="end" onClick={onClose}>Close</button>
      </div>
      {error && <p role="alert" class="declined">{error}</p>}
      <div class="lines" ref={box} tabIndex={0} role="log" aria-label={`Log lines of ${environment}`}>
        {shown.map((line, index) => (
          <div class="line" key={index}>
            <span class="instance">{line.instance} {line.source}</span>
            <span class="text">{line.text}</span>
          </div>
        ))}
      </div>
    </section>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, values, onChange }: ChoiceProps) {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">all</option>
        {values.map((each) => <option key={each} value={each}>{each}</option>)}
      </select>
    </label>
  );
}

/** Read page by page as long as somebody looks. */
function useInstanceLogs(environment: string): { readonly lines: readonly LogLine[]; readonly error?: string } {
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const [error, setError] = useState<string>();

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let closed = false;
    const look = async (cursor?: string): Promise<void> => {
      const page = await fetchInstanceLogs(environment, cursor);
      if (closed) return;
      const added = page.logs.flatMap(linesOf);
      if (added.length > 0) setLines((before) => [...before, ...added].slice(-LINES_SHOWN * 10));
      timer = setTimeout(() => void look(page.cursor).catch(failed), page.more ? 0 : LOOK_AGAIN_MS);
    };
    const failed = (reason: Error) => !closed && setError(reason.message);
    look().catch(failed);
    return () => {
      closed = true;
      clearTimeout(timer);
    };
  }, [environment]);

  return { lines, error };
}

function linesOf({ instance = '', source, lines }: InstanceLog): LogLine[] {
  return lines.map((text) => ({ instance, source, text }));
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
