import { constants } from 'node:os';

/** A signal by its name, with or without `SIG`, or by its number; `undefined` for what is none. */
export function signalOf(text: string): NodeJS.Signals | undefined {
  const name = text.startsWith('SIG') ? text : `SIG${text}`;
  const found = Object.entries(constants.signals).find(([known, number]) => known === name || String(number) === text);
  return found?.[0] as NodeJS.Signals | undefined;
}
