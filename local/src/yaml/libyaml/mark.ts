/** A position in the text, counted from zero like the parser does. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}
