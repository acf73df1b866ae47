import { words } from './format';

const GLYPHS: Readonly<Record<string, string>> = {
  Succeeded: '✓',
  Failed: '✕',
  Stopped: '■',
  Running: '▶',
  Starting: '●',
  InProgress: '●',
  WaitingForApproval: '‖',
  Superseded: '↷',
  Skipped: '–',
};

/** A state as glyph, colour and word, so that no one has to tell colours apart. */
export function Status({ status }: { readonly status: string }) {
  return (
    <span class={`status ${status}`}>
      <span class="glyph" aria-hidden="true">{GLYPHS[status] ?? '○'}</span>
      {words(status)}
    </span>
  );
}
