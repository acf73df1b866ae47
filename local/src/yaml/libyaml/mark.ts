/** A place in the text, counted from zero as the parser does. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}
