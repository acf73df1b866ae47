/** What one notation of stack traces makes of the lines from an index on. */
export interface Trace {
  /** How many lines it takes. */
  readonly length: number;
  /** What of them is the user's own code. */
  readonly own: readonly string[];
}

/** Gives `undefined` where the line at the index begins nothing that it knows. */
export type Notation = (lines: readonly string[], index: number) => Trace | undefined;

/** A single line that says nothing about the user's code. */
export const NOTHING: Trace = { length: 1, own: [] };
