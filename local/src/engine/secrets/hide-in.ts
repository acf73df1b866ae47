import type { SecretMask } from '../../messages/secret-mask';

/** Copies plain data with secrets masked in all strings. */
export function hideIn<T>(value: T, mask: SecretMask): T {
  return hidden(value, mask) as T;
}

function hidden(value: unknown, mask: SecretMask): unknown {
  if (typeof value === 'string') return mask.apply(value);
  if (Array.isArray(value)) return value.map((each) => hidden(each, mask));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, hidden(each, mask)]));
}

/** Fields with text for display: program output, and the reasons of failures. */
const FOR_PEOPLE = new Set(['summary', 'message', 'title', 'lastLines', 'diagnostics', 'reason']);

/** Like `hideIn`, but only for the fields with text for display, in a record that will be read again. */
export function hideInTexts<T>(value: T, mask: SecretMask): T {
  return hiddenTexts(value, mask) as T;
}

function hiddenTexts(value: unknown, mask: SecretMask): unknown {
  if (Array.isArray(value)) return value.map((each) => hiddenTexts(each, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, FOR_PEOPLE.has(key) ? hidden(each, mask) : hiddenTexts(each, mask)]));
}
