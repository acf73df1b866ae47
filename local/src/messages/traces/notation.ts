/** A recognized part of a stack trace. */
export interface Trace {
  /** Number of lines. */
  readonly length: number;
  /** The lines that concern the user's own code. */
  readonly own: readonly string[];
}

/** Recognizes the stack traces of one language: returns the part that begins at the index, or `undefined`. */
export type Notation = (lines: readonly string[], index: number) => Trace | undefined;

/** A single line without information about the user's code. */
export const NOTHING: Trace = { length: 1, own: [] };
