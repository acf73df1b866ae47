import { useState } from 'preact/hooks';

/** In this browser: a run keeps nothing about who looks at it. */
const KEY = 'gostyle:saved-searches';
const MOST = 20;

interface SavedSearchesProps {
  readonly search: string;
  readonly onChoose: (search: string) => void;
}

/** Searches that somebody wants to have again. */
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

/** A browser may refuse it, and somebody may have written something else there. */
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
    // Then they last as long as the page.
  }
}
