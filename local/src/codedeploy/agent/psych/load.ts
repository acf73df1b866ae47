import { Composer, isAlias, isMap, isScalar, isSeq, LineCounter, Parser, type Document, type ParsedNode, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { plainScalar } from './plain-scalar';
import { Positions } from './positions';
import { syntaxErrorOf } from './syntax-error';
import { resolveTag, taggedScalar } from './tags';
import { AgentError } from '../ruby/error';
import { isHash, type RubyHash, type RubyValue } from '../ruby/value';

export interface LoadedYaml {
  readonly value: RubyValue;
  readonly positions: Positions;
}

/**
 * `YAML.load` of Ruby's Psych 4: the first document only; the last of two equal keys wins; merge keys work,
 * aliases are refused. The `yaml` package reads the syntax and leaves every scalar as text; what the
 * text means is decided here.
 */
export function loadYaml(text: string): LoadedYaml {
  const lines = new LineCounter();
  const document = firstDocument(text, lines);
  const positions = new Positions(lines);
  if (!document) return { value: null, positions };
  const [error] = document.errors;
  if (error) throw syntaxErrorOf(error, lines);
  return { value: new Reader(positions).read(document.contents as ParsedNode | null), positions };
}

function firstDocument(text: string, lines: LineCounter): Document.Parsed | undefined {
  const composer = new Composer<ParsedNode>({ version: '1.1', schema: 'failsafe', merge: false, uniqueKeys: false, strict: false, logLevel: 'silent' });
  const tokens = new Parser(lines.addNewLine).parse(text);
  for (const document of composer.compose(tokens)) return document as Document.Parsed;
  return undefined;
}

class Reader {
  constructor(private readonly positions: Positions) {}

  read(node: ParsedNode | null | undefined): RubyValue {
    if (!node) return null;
    if (isAlias(node)) throw new AgentError('Psych::BadAlias', `Unknown alias: ${node.source}`);
    if (isScalar(node)) return this.scalar(node);
    resolveTag(node.tag);
    if (isSeq(node)) return this.sequence(node as YAMLSeq.Parsed);
    return isMap(node) ? this.mapping(node as YAMLMap.Parsed) : null;
  }

  private scalar(node: Scalar): RubyValue {
    const text = String(node.value ?? '');
    if (node.tag !== undefined) return taggedScalar(node.tag, text);
    return node.type === 'PLAIN' ? plainScalar(text) : text;
  }

  private sequence(node: YAMLSeq.Parsed): RubyValue[] {
    const list = node.items.map((item) => this.read(item as ParsedNode));
    this.positions.rememberItems(list, node.items as ParsedNode[]);
    return list;
  }

  private mapping(node: YAMLMap.Parsed): RubyHash {
    const hash: RubyHash = new Map();
    for (const pair of node.items) {
      const keyNode = pair.key as ParsedNode | null;
      const key = this.read(keyNode);
      const value = this.read(pair.value as ParsedNode | null);
      if (key === '<<' && keyNode?.tag === undefined && this.merge(hash, value)) continue;
      hash.set(key, value);
      this.positions.rememberKey(hash, key, keyNode);
    }
    return hash;
  }

  /** `<<: {..}` and `<<: [{..}, {..}]`; of a list, the earlier mapping wins. */
  private merge(hash: RubyHash, value: RubyValue): boolean {
    const sources = Array.isArray(value) ? [...value].reverse() : [value];
    if (!sources.every(isHash)) return false;
    for (const source of sources) for (const [key, item] of source) hash.set(key, item);
    return true;
  }
}
