import { systemErrorText } from './system-error';

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  const message = (error as { readonly message?: unknown } | null | undefined)?.message;
  if (typeof message !== 'string') return String(error);
  return systemErrorText(error) ?? message;
}
