import { words } from './format';

const GLYPHS: Readonly<Record<string, string>> = {
  Succeeded: '✓',
  Failed: '✕',
  Stopped: '■',
  Stopping: '■',
  Running: '▶',
  Starting: '●',
  InProgress: '●',
  WaitingForApproval: '‖',
  Waiting: '‖',
  Superseded: '↷',
  Skipped: '–',
};

/** A state as icon, colour and word, so that it does not depend on colour alone. */
export function Status({ status }: { readonly status: string }) {
  return (
    <span class={`status ${status}`}>
      <span class="glyph" aria-hidden="true">{GLYPHS[status] ?? '○'}</span>
      {words(status)}
    </span>
  );
}
