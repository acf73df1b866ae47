import { isCollection, isMap, isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml';

import { isTooDeep } from './source-rule';

type Path = readonly (string | number)[];

/** A YAML file whose values know their lines. What they mean is decided by the parsers of CodeBuild and the agent. */
export class SourceDocument {
  /** Undefined for a text that is nested too deep to be read. */
  static read(text: string): SourceDocument | undefined {
    try {
      return new SourceDocument(text);
    } catch (error) {
      if (!isTooDeep(error)) throw error;
      return undefined;
    }
  }

  private readonly lines = new LineCounter();
  private readonly document: Document;

  private constructor(text: string) {
    this.document = parseDocument(text, { version: '1.1', uniqueKeys: false, lineCounter: this.lines, logLevel: 'silent' });
  }

  /** The line of a key's value or of an item; of what is around it where it is not there. */
  lineOf(...path: Path): number {
    for (let length = path.length; length >= 0; length--) {
      const offset = this.keyAt(path.slice(0, length)) ?? this.nodeAt(path.slice(0, length))?.range?.[0];
      if (offset !== undefined) return this.lines.linePos(offset).line;
    }
    return 1;
  }

  /** A scalar as it is written, without what YAML makes of it. */
  textAt(...path: Path): { readonly text: string; readonly quoted: boolean } | undefined {
    const node = this.nodeAt(path);
    if (!isScalar(node)) return undefined;
    return { text: node.source ?? String(node.value), quoted: node.type !== 'PLAIN' };
  }

  keysAt(...path: Path): string[] {
    const node = this.nodeAt(path);
    return isMap(node) ? node.items.map(({ key }) => isScalar(key) ? String(key.value) : String(key)) : [];
  }

  countAt(...path: Path): number {
    const node = this.nodeAt(path);
    return isCollection(node) ? node.items.length : 0;
  }

  private nodeAt(path: Path): Node | undefined {
    return this.document.getIn(path, true) as Node | undefined;
  }

  private keyAt(path: Path): number | undefined {
    const parent = path.length > 0 ? this.nodeAt(path.slice(0, -1)) : undefined;
    if (!isMap(parent)) return undefined;
    const pair = [...parent.items].reverse().find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)));
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
}
