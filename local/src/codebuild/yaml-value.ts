import type { Node, YAMLError } from 'yaml';
import { Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';

/** The buildspec cannot be used: what CodeBuild calls `YAML_FILE_ERROR`. */
export class BuildspecError extends Error {
  override readonly name = 'BuildspecError';

  constructor(message: string, readonly line: number) {
    super(message);
  }
}

interface Source {
  readonly document: Document;
  readonly lines: LineCounter;
  merges: number;
}

/** Merges of merges can grow without end. */
const MOST_MERGES = 1_000;

/** Reads the first document of a text, as CodeBuild's parser (libyaml, YAML 1.1) would. */
export function parseYaml(text: string): YamlValue {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { version: '1.1', merge: true, uniqueKeys: false, lineCounter: lines, prettyErrors: true, logLevel: 'silent' });
  if (!Array.isArray(documents) || documents.length === 0) return new YamlValue(null, { document: new Document(), lines, merges: 0 }, 1);
  const document = documents[0] as Document;
  const [error] = document.errors;
  if (error) throw asBuildspecError(error);
  return new YamlValue(document.contents as Node | null, { document, lines, merges: 0 }, 1);
}

/**
 * A value of a YAML document that knows its line. Scalars are read as they are written (`1.10` stays `1.10`), because
 * that is what a text field of CodeBuild's parser gets.
 */
export class YamlValue {
  readonly line: number;
  private readonly node: Node | null;

  constructor(node: Node | null, private readonly source: Source, parentLine: number) {
    const offset = node?.range?.[0];
    this.line = offset === undefined ? parentLine : source.lines.linePos(offset).line;
    const resolved = isAlias(node) ? node.resolve(source.document) : node;
    if (resolved === undefined) throw new BuildspecError(`unknown anchor '${isAlias(node) ? node.source : ''}' referenced at line ${this.line}`, this.line);
    this.node = resolved;
  }

  get isNull(): boolean {
    return this.node === null || (isScalar(this.node) && this.node.value === null);
  }

  get isMapping(): boolean {
    return isMap(this.node);
  }

  get isSequence(): boolean {
    return isSeq(this.node);
  }

  /** A scalar's text, undefined for anything else. */
  get text(): string | undefined {
    if (this.isNull) return '';
    if (!isScalar(this.node)) return undefined;
    return this.node.source ?? String(this.node.value);
  }

  get items(): YamlValue[] {
    return isSeq(this.node) ? this.node.items.map((item) => new YamlValue(item as Node | null, this.source, this.line)) : [];
  }

  /** The mapping's entries, merged and with the last of equal keys. */
  get entries(): Map<string, { readonly value: YamlValue; readonly line: number }> {
    const entries = new Map<string, { value: YamlValue; line: number }>();
    if (!isMap(this.node)) return entries;
    for (const pair of this.node.items) {
      const key = new YamlValue(pair.key as Node | null, this.source, this.line);
      const value = new YamlValue(pair.value as Node | null, this.source, key.line);
      const name = key.text ?? '';
      if (name !== '<<') entries.set(name, { value, line: key.line });
      else for (const merged of value.isSequence ? value.items : [value]) addMissing(entries, this.countMerge(merged).entries);
    }
    return entries;
  }

  private countMerge(merged: YamlValue): YamlValue {
    this.source.merges += 1;
    if (this.source.merges > MOST_MERGES) throw new BuildspecError(`more than ${MOST_MERGES} merges (<<) at line ${this.line}`, this.line);
    return merged;
  }
}

function addMissing<V>(target: Map<string, V>, more: Map<string, V>): void {
  for (const [key, value] of more) if (!target.has(key)) target.set(key, value);
}

/** The texts of libyaml, which are what CodeBuild prints. */
const LIBYAML_TEXTS: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'found character that cannot start any token',
  BAD_SCALAR_START: 'found character that cannot start any token',
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  MULTILINE_IMPLICIT_KEY: "could not find expected ':'",
  KEY_OVER_1024_CHARS: "could not find expected ':'",
  BAD_INDENT: 'did not find expected key',
  UNEXPECTED_TOKEN: 'did not find expected node content',
  BLOCK_IN_FLOW: 'did not find expected node content',
  BAD_DIRECTIVE: 'found unknown directive name',
};

function asBuildspecError(error: YAMLError): BuildspecError {
  const line = error.linePos?.[0].line ?? 1;
  return new BuildspecError(`${textOf(error)} at line ${line}`, line);
}

function textOf({ code, message }: YAMLError): string {
  if (code === 'MISSING_CHAR') {
    if (message.includes('quote')) return 'found unexpected end of stream';
    const [, bracket] = /with an? ([\]}])/.exec(message) ?? [];
    if (bracket) return `did not find expected ',' or '${bracket}'`;
    return message.includes('sequence') ? "did not find expected '-' indicator" : 'did not find expected key';
  }
  return LIBYAML_TEXTS[code] ?? message.split(/ at line \d+|:\n/)[0];
}
