const MADE = new WeakMap<object, string>();

/** Keeps which factory made the value. */
export function remember(value: unknown, factory: string): unknown {
  if (typeof value === 'object' && value !== null) MADE.set(value, factory);
  return value;
}

/** The factory that made the value; `undefined` for what a user made, or another copy of the library. */
export function madeBy(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null ? MADE.get(value) : undefined;
}
