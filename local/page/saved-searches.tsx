import { useState } from 'preact/hooks';

/** Stored in this browser: a run keeps nothing about its viewers. */
const KEY = 'gostyle:saved-searches';
const MOST = 20;

interface SavedSearchesProps {
  readonly search: string;
  readonly onChoose: (search: string) => void;
}

/** Searches that the user has saved. */
export function SavedSearches({ search, onChoose }: SavedSearchesProps) {
  const [saved, setSaved] = useState(read);
  const isSaved = saved.includes(search);
  const keep = (searches: readonly string[]) => {
    setSaved(searches);
    write(searches);
  };

  return (
    <>
      {saved.length > 0 && (
        <label>
          Saved{' '}
          <select value={isSaved ? search : ''} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
            <option value="">none</option>
            {saved.map((each) => <option key={each} value={each}>{each}</option>)}
          </select>
        </label>
      )}
      {search !== '' && (isSaved
        ? <button type="button" onClick={() => keep(saved.filter((each) => each !== search))}>Forget this search</button>
        : <button type="button" onClick={() => keep([...saved, search].slice(-MOST))}>Save this search</button>)}
    </>
  );
}

/** Storage may be disabled or hold something unexpected. */
function read(): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

function write(searches: readonly string[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(searches));
  } catch {
    // Saved searches then last as long as the page.
  }
}
