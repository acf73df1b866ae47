import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

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

/** A button that asks for confirmation in its place; the focus follows, and comes back. */
export function AskedButton({ verb, subject, class: where = '', onConfirm, children }: AskedButtonProps) {
  const [asking, setAsking] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  const pressed = useRef(false);

  useEffect(() => {
    // Not when it appears: nobody has pressed it then.
    if (pressed.current) first.current?.focus();
  }, [asking]);

  // Confirming it may remove it.
  useEffect(() => () => {
    const button = first.current;
    if (button && button === document.activeElement) button.closest('tr, section')?.querySelector<HTMLElement>('button, a')?.focus();
  }, []);

  function press() {
    pressed.current = true;
    setAsking(true);
  }

  function answer(yes: boolean) {
    setAsking(false);
    if (yes) onConfirm();
  }

  if (!asking) return <button ref={first} type="button" class={where} onClick={press}>{verb} …</button>;
  return (
    <span
      class={`row ${where}`}
      role="group"
      aria-label={`${verb} ${subject}`}
      onKeyDown={({ key }) => { if (key === 'Escape') answer(false); }}
    >
      <span>{children}</span>
      <button ref={first} type="button" class="danger" onClick={() => answer(true)}>{verb}</button>
      <button type="button" onClick={() => answer(false)}>Cancel</button>
    </span>
  );
}
