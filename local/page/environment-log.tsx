import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { SavedSearches } from './saved-searches';
import { useLogs } from './use-logs';
import { logSearch } from '../src/model/log-search';

const LINES_SHOWN = 3_000;
const HELP = 'Words, "phrases", -not, and fields of JSON lines: level:error status:>=500 instance:i-0a*';

interface EnvironmentLogProps {
  /** One environment, or all of them. */
  readonly environments: readonly string[];
  /** What their hosts are called. */
  readonly hostKind?: string;
  readonly label: string;
  readonly onClose: () => void;
}

/** The logs of hosts, searchable. */
export function EnvironmentLog({ environments, hostKind = 'host', label, onClose }: EnvironmentLogProps) {
  const { lines, error } = useLogs(environments);
  const [instance, setInstance] = useState('');
  const [source, setSource] = useState('');
  const [search, setSearch] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const matches = useMemo(() => logSearch(search), [search]);
  const shown = lines.filter((line) => (instance === '' || line.instance === instance) && (source === '' || line.source === source)
    && matches(line)).slice(-LINES_SHOWN);

  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [shown.length, instance, source, search]);

  return (
    <section class="log" aria-label={label}>
      <div class="row">
        <Choice
          label={`${hostKind[0]!.toUpperCase()}${hostKind.slice(1)}`}
          value={instance}
          values={distinct(lines.map((line) => line.instance))}
          onChange={setInstance}
        />
        <Choice label="Log" value={source} values={distinct(lines.map((line) => line.source))} onChange={setSource} />
        <label>
          Search{' '}
          <input
            type="search"
            value={search}
            title={HELP}
            placeholder="timeout level:error"
            onInput={({ currentTarget }) => setSearch(currentTarget.value)}
          />
        </label>
        <SavedSearches search={search} onChoose={setSearch} />
        <span class="muted" role="status">{shown.length === 1 ? '1 line' : `${shown.length} lines`}</span>
        <button type="button" class="end" onClick={onClose}>Close</button>
      </div>
      {error && <p role="alert" class="declined">{error}</p>}
      <div class="lines" ref={box} tabIndex={0} role="log" aria-label={label.replace('Logs', 'Log lines')}>
        {shown.map((line, index) => (
          <div class="line" key={index}>
            <span class="instance">{environments.length > 1 && `${line.environment} `}{line.instance} {line.source}</span>
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

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
