import { constants } from 'node:os';

/** A signal given by name, with or without `SIG`, or by number; `undefined` if it is invalid. */
export function signalOf(text: string): NodeJS.Signals | undefined {
  const name = text.startsWith('SIG') ? text : `SIG${text}`;
  const found = Object.entries(constants.signals).find(([known, number]) => known === name || String(number) === text);
  return found?.[0] as NodeJS.Signals | undefined;
}
