/** What a reader found. Reading never throws: a missing file is an answer, and so is a broken one. */
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

/** The value of each result, or the first one that is not a success. */
export function allOf<T>(results: readonly Result<T>[]): Result<T[]> {
  const values: T[] = [];
  for (const result of results) {
    if (result.status !== 'success') return result;
    values.push(result.value);
  }
  return success(values);
}
