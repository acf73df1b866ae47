/** The result of a reader. Readers never throw: a missing or broken file is a failure result. */
export type Result<T> =
  | { readonly status: 'success'; readonly value: T }
  | { readonly status: 'not-found'; readonly message: string }
  | { readonly status: 'error'; readonly message: string };

export function success<T>(value: T): Result<T> {
  return { status: 'success', value };
}

export function notFound<T>(message: string): Result<T> {
  return { status: 'not-found', message };
}

export function failure<T>(message: string): Result<T> {
  return { status: 'error', message };
}

/** The values of all results, or the first failure. */
export function allOf<T>(results: readonly Result<T>[]): Result<T[]> {
  const values: T[] = [];
  for (const result of results) {
    if (result.status !== 'success') return result;
    values.push(result.value);
  }
  return success(values);
}
