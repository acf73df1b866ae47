import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface AskedButtonProps {
  /** What it does, such as `Stop`. */
  readonly verb: string;
  /** Whom it is for, for readers of the screen. */
  readonly subject: string;
  readonly class?: string;
  readonly onConfirm: () => void;
  /** The question. */
  readonly children: ComponentChildren;
}

/** A button that asks for confirmation in its place. */
export function AskedButton({ verb, subject, class: where = '', onConfirm, children }: AskedButtonProps) {
  const [asking, setAsking] = useState(false);

  function answer(yes: boolean) {
    setAsking(false);
    if (yes) onConfirm();
  }

  if (!asking) return <button type="button" class={where} onClick={() => setAsking(true)}>{verb} …</button>;
  return (
    <span class={`row ${where}`} role="group" aria-label={`${verb} ${subject}`}>
      <span>{children}</span>
      <button type="button" class="danger" onClick={() => answer(true)}>{verb}</button>
      <button type="button" onClick={() => answer(false)}>Cancel</button>
    </span>
  );
}
