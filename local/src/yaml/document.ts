import type { AliasNode, YamlNode } from './libyaml/node';
import { parseFirstDocument } from './libyaml/parser';
import { SyntaxProblem } from './libyaml/syntax-problem';

type ContentNode = Exclude<YamlNode, AliasNode>;
type Aliases = ReadonlyMap<AliasNode, ContentNode>;

interface Source {
  readonly aliases: Aliases;
  readonly entries: Map<ContentNode, Entries>;
}

export interface DuplicateKey {
  readonly key: string;
  readonly line: number;
  /** The line of the previous occurrence. */
  readonly before: number;
}

type Entries = ReadonlyMap<string, { readonly value: DocumentValue; readonly line: number }>;

const NOTHING: ContentNode = { kind: 'scalar', mark: { index: 0, line: 0, column: 0 }, value: '', quoted: false };
const NULL = /^(?:~|null|Null|NULL|)$/;

/**
 * Parses the first document of a text, resolving aliases and merge keys, but leaving the interpretation of scalars to the caller. Throws a
 * `SyntaxProblem`.
 */
export function readDocument(text: string): DocumentValue {
  try {
    // Ruby passes a byte order mark on to libyaml, Go strips it.
    const root = parseFirstDocument(text.replace(/^\ufeff/, '')) ?? NOTHING;
    const aliases = new Anchors().resolve(root);
    return new DocumentValue(root, { aliases, entries: new Map() });
  } catch (error) {
    throw error instanceof RangeError ? new SyntaxProblem('exceeded the greatest depth') : error;
  }
}

/** A value with its line. Scalars are kept as written: `1.10` stays `1.10`. */
export class DocumentValue {
  private readonly node: ContentNode;

  constructor(node: YamlNode, private readonly source: Source) {
    this.node = node.kind === 'alias' ? source.aliases.get(node) ?? NOTHING : node;
  }

  get line(): number {
    return this.node.mark.line + 1;
  }

  get isNull(): boolean {
    return this.node.kind === 'scalar' && this.isPlain && NULL.test(this.node.value);
  }

  get isMapping(): boolean {
    return this.node.kind === 'mapping';
  }

  get isSequence(): boolean {
    return this.node.kind === 'sequence';
  }

  /** A scalar without quotes or tag, whose type depends on the reader. */
  get isPlain(): boolean {
    return this.node.kind === 'scalar' && !this.node.quoted && this.node.tag === undefined;
  }

  /** The text of a scalar; undefined for anything else. */
  get written(): string | undefined {
    return this.node.kind === 'scalar' ? this.node.value : undefined;
  }

  /** Like `written`, but undefined for null. */
  get text(): string | undefined {
    return this.isNull ? '' : this.written;
  }

  get items(): DocumentValue[] {
    return this.node.kind === 'sequence' ? this.node.items.map((item) => new DocumentValue(item, this.source)) : [];
  }

  /** A mapping's entries after merging (`<<`); of equal keys the last one wins. */
  get entries(): Entries {
    const known = this.source.entries.get(this.node) ?? this.readEntries();
    this.source.entries.set(this.node, known);
    return known;
  }

  /** All scalars below, including keys, in document order. */
  * scalars(): Iterable<DocumentValue> {
    const { node } = this;
    if (node.kind === 'scalar') yield this;
    const children = node.kind === 'sequence' ? node.items : node.kind === 'mapping' ? node.pairs.flatMap(({ key, value }) => [key, value]) : [];
    for (const child of children.filter(({ kind }) => kind !== 'alias')) yield* new DocumentValue(child, this.source).scalars();
  }

  /** Keys that occur more than once in a mapping at any depth, with the line of the previous occurrence. */
  duplicateKeys(): DuplicateKey[] {
    const { node } = this;
    if (node.kind === 'sequence') {
      return node.items.flatMap((item) => (item.kind === 'alias' ? [] : new DocumentValue(item, this.source).duplicateKeys()));
    }
    if (node.kind !== 'mapping') return [];
    const lines = new Map<string, number>();
    return node.pairs.flatMap((pair) => {
      const key = pair.key.kind === 'scalar' ? pair.key.value : undefined;
      const line = pair.key.mark.line + 1;
      const before = key === undefined || key === '<<' ? undefined : lines.get(key);
      if (key !== undefined) lines.set(key, line);
      // The target of an alias is checked where it is written.
      const below = pair.value.kind === 'alias' ? [] : new DocumentValue(pair.value, this.source).duplicateKeys();
      return [...before === undefined ? [] : [{ key: key!, line, before }], ...below];
    });
  }

  private readEntries(): Entries {
    const own = new Map<string, { value: DocumentValue; line: number }>();
    const merged: Entries[] = [];
    for (const pair of this.node.kind === 'mapping' ? this.node.pairs : []) {
      const key = new DocumentValue(pair.key, this.source);
      const value = new DocumentValue(pair.value, this.source);
      if (key.written === '<<') merged.push(...(value.isSequence ? value.items : [value]).map(({ entries }) => entries));
      else own.set(key.written ?? '', { value, line: key.line });
    }
    for (const [key, entry] of merged.flatMap((entries) => [...entries])) if (!own.has(key)) own.set(key, entry);
    return own;
  }
}

/** Resolves aliases: to the last preceding node with that anchor, but not to one that contains the alias. */
class Anchors {
  private readonly nodes = new Map<string, ContentNode>();
  private readonly open = new Set<YamlNode>();
  private readonly aliases = new Map<AliasNode, ContentNode>();

  resolve(node: YamlNode): Aliases {
    if (node.kind === 'alias') this.aliases.set(node, this.meant(node));
    else this.content(node);
    return this.aliases;
  }

  private content(node: ContentNode): void {
    if (node.anchor !== undefined) this.nodes.set(node.anchor, node);
    this.open.add(node);
    if (node.kind === 'sequence') for (const item of node.items) this.resolve(item);
    if (node.kind === 'mapping') for (const child of node.pairs.flatMap(({ key, value }) => [key, value])) this.resolve(child);
    this.open.delete(node);
  }

  private meant({ name, mark }: AliasNode): ContentNode {
    const node = this.nodes.get(name);
    if (!node) throw new SyntaxProblem(`unknown anchor '${name}' referenced`, undefined, mark);
    if (this.open.has(node)) throw new SyntaxProblem(`anchor '${name}' value contains itself`, undefined, mark);
    return node;
  }
}
