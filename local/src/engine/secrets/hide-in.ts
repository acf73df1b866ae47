import type { SecretMask } from '../../codebuild';

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
