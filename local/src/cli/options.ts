import { UserError } from '../messages/user-error';

/** Parses a number given as an option's value. */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most || value < least) {
    throw new UserError(`${option} must be a whole number from ${least} to ${most}, got: ${text}`);
  }
  return value;
}
