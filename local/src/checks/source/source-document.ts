import { readDocument, type DocumentValue } from '../../yaml/document';
import { SyntaxProblem } from '../../yaml/libyaml/syntax-problem';

type Path = readonly (string | number)[];

interface Place {
  readonly value: DocumentValue;
  /** Line of the key or the item. */
  readonly line: number;
}

/** A YAML document whose values know their lines. Their meaning is left to the parsers for CodeBuild and the agent. */
export class SourceDocument {
  /** Undefined if the text is not YAML. */
  static read(text: string): SourceDocument | undefined {
    try {
      return new SourceDocument(readDocument(text));
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      return undefined;
    }
  }

  private constructor(private readonly root: DocumentValue) {}

  /** The line of a key or an item, or of its nearest existing parent. */
  lineOf(...path: Path): number {
    return this.placesOn(path).at(-1)?.line ?? 1;
  }

  /** A scalar as written, without YAML's interpretation. */
  textAt(...path: Path): { readonly text: string; readonly quoted: boolean } | undefined {
    const value = this.valueAt(path);
    return value?.written === undefined ? undefined : { text: value.written, quoted: !value.isPlain };
  }

  keysAt(...path: Path): string[] {
    return [...this.valueAt(path)?.entries.keys() ?? []];
  }

  countAt(...path: Path): number {
    const value = this.valueAt(path);
    return value === undefined ? 0 : Math.max(value.items.length, value.entries.size);
  }

  private valueAt(path: Path): DocumentValue | undefined {
    const places = this.placesOn(path);
    return places.length > path.length ? places.at(-1)?.value : undefined;
  }

  /** From the root as far as the path exists. */
  private placesOn(path: Path): Place[] {
    const places: Place[] = [{ value: this.root, line: this.root.line }];
    for (const step of path) {
      const next = childOf(places[places.length - 1].value, step);
      if (!next) break;
      places.push(next);
    }
    return places;
  }
}

function childOf(value: DocumentValue, step: string | number): Place | undefined {
  if (typeof step === 'string') return value.entries.get(step);
  const item = value.items.at(step);
  return item && { value: item, line: item.line };
}
