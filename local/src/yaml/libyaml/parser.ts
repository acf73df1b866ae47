import type { Mark } from './mark';
import type { MappingNode, ScalarNode, SequenceNode, YamlNode } from './node';
import { Scanner } from './scanner';
import { SyntaxProblem } from './syntax-problem';
import { TagDirectives } from './tag-directives';
import type { Token, TokenType } from './token';

const NO_CONTENT: readonly TokenType[] = ['version-directive', 'tag-directive', 'document-start', 'document-end', 'stream-end'];

interface NodeProperties {
  readonly mark: Mark;
  readonly anchor?: string;
  readonly tag?: string;
}

interface NodeContext {
  readonly block: boolean;
  /** A list below a key may have the same indentation as the key. */
  readonly indentless: boolean;
}

const BLOCK: NodeContext = { block: true, indentless: false };
const BLOCK_UNDER_KEY: NodeContext = { block: true, indentless: true };
const FLOW: NodeContext = { block: false, indentless: false };

/** Parses the first document of a text; undefined if there is none. Anything after it is ignored. */
export function parseFirstDocument(text: string): YamlNode | undefined {
  return new Parser(text).document();
}

class Parser {
  private readonly scanner: Scanner;
  private readonly tags = new TagDirectives();

  constructor(text: string) {
    this.scanner = new Scanner(text);
  }

  document(): YamlNode | undefined {
    this.scanner.next();
    if (this.at('stream-end')) return undefined;
    const isExplicit = this.at('version-directive', 'tag-directive', 'document-start');
    const root = isExplicit ? this.explicitDocument() : this.node(BLOCK);
    this.scanner.peek();
    return root;
  }

  private explicitDocument(): YamlNode {
    for (let token = this.scanner.peek(); token.type === 'version-directive' || token.type === 'tag-directive'; token = this.scanner.peek()) {
      this.tags.add(token);
      this.scanner.next();
    }
    if (!this.at('document-start')) throw this.problem('did not find expected <document start>');
    const { mark } = this.scanner.next();
    return this.at(...NO_CONTENT) ? empty({ mark }) : this.node(BLOCK);
  }

  private node({ block, indentless }: NodeContext): YamlNode {
    const token = this.scanner.peek();
    if (token.type === 'alias') {
      this.scanner.next();
      return { kind: 'alias', mark: token.mark, name: token.name };
    }
    const properties = this.properties();
    if (indentless && this.at('block-entry')) return this.indentlessSequence(properties);
    const content = this.scanner.peek();
    if (content.type === 'scalar') return this.scalar(properties);
    if (content.type === 'flow-sequence-start') return this.flowSequence(properties);
    if (content.type === 'flow-mapping-start') return this.flowMapping(properties);
    if (block && content.type === 'block-sequence-start') return this.blockSequence(properties);
    if (block && content.type === 'block-mapping-start') return this.blockMapping(properties);
    if (properties.anchor !== undefined || properties.tag !== undefined) return empty(properties);
    throw this.problem('did not find expected node content', `while parsing a ${block ? 'block' : 'flow'} node`, properties.mark);
  }

  /** At most one anchor and one tag, in either order. */
  private properties(): NodeProperties {
    const { mark } = this.scanner.peek();
    let anchor: string | undefined;
    let tag: string | undefined;
    for (let token = this.scanner.peek(); ; token = this.scanner.peek()) {
      if (token.type === 'anchor' && anchor === undefined) anchor = token.name;
      else if (token.type === 'tag' && tag === undefined) tag = this.tags.resolve(token, mark);
      else return { mark, anchor, tag };
      this.scanner.next();
    }
  }

  /** The tag `!` has no effect of its own, but removes that of quotes. */
  private scalar({ mark, anchor, tag }: NodeProperties): ScalarNode {
    const token = this.expect('scalar');
    if (tag === '!') return { kind: 'scalar', mark, anchor, value: token.value, quoted: false };
    return { kind: 'scalar', mark, anchor, tag, value: token.value, quoted: !token.plain && tag === undefined };
  }

  private blockSequence(properties: NodeProperties): SequenceNode {
    const { mark } = this.scanner.next();
    const items: YamlNode[] = [];
    while (this.at('block-entry')) items.push(this.entry('block-entry', 'block-end'));
    if (!this.at('block-end')) throw this.problem('did not find expected \'-\' indicator', 'while parsing a block collection', mark);
    this.scanner.next();
    return { kind: 'sequence', ...properties, items };
  }

  private indentlessSequence(properties: NodeProperties): SequenceNode {
    const items: YamlNode[] = [];
    while (this.at('block-entry')) items.push(this.entry('block-entry', 'key', 'value', 'block-end'));
    return { kind: 'sequence', ...properties, items };
  }

  private entry(...nothingBefore: TokenType[]): YamlNode {
    const { mark } = this.scanner.next();
    return this.at(...nothingBefore) ? empty({ mark }) : this.node(BLOCK);
  }

  private blockMapping(properties: NodeProperties): MappingNode {
    const { mark } = this.scanner.next();
    const pairs: { key: YamlNode; value: YamlNode }[] = [];
    while (this.at('key')) {
      const key = this.part(BLOCK_UNDER_KEY, 'key', 'value', 'block-end');
      const value = this.at('value') ? this.part(BLOCK_UNDER_KEY, 'key', 'value', 'block-end') : this.emptyHere();
      pairs.push({ key, value });
    }
    if (!this.at('block-end')) throw this.problem('did not find expected key', 'while parsing a block mapping', mark);
    this.scanner.next();
    return { kind: 'mapping', ...properties, pairs };
  }

  private flowSequence(properties: NodeProperties): SequenceNode {
    const { mark } = this.scanner.next();
    const items: YamlNode[] = [];
    while (!this.at('flow-sequence-end')) {
      if (items.length > 0) this.comma('a flow sequence', ']', mark);
      if (this.at('flow-sequence-end')) break;
      items.push(this.at('key') ? this.singlePair() : this.node(FLOW));
    }
    this.scanner.next();
    return { kind: 'sequence', ...properties, items };
  }

  /** `[a: b]` is a list of one mapping. Like libyaml, a lone `?` consumes the token after it. */
  private singlePair(): MappingNode {
    const { mark } = this.scanner.next();
    const hasKey = !this.at('value', 'flow-entry', 'flow-sequence-end');
    const key = hasKey ? this.node(FLOW) : empty({ mark: this.scanner.next().mark });
    const value = this.at('value') ? this.part(FLOW, 'flow-entry', 'flow-sequence-end') : this.emptyHere();
    return { kind: 'mapping', mark, pairs: [{ key, value }] };
  }

  private flowMapping(properties: NodeProperties): MappingNode {
    const { mark } = this.scanner.next();
    const pairs: { key: YamlNode; value: YamlNode }[] = [];
    while (!this.at('flow-mapping-end')) {
      if (pairs.length > 0) this.comma('a flow mapping', '}', mark);
      if (this.at('flow-mapping-end')) break;
      pairs.push(this.at('key') ? this.flowPair() : { key: this.node(FLOW), value: this.emptyHere() });
    }
    this.scanner.next();
    return { kind: 'mapping', ...properties, pairs };
  }

  private flowPair(): { key: YamlNode; value: YamlNode } {
    const key = this.part(FLOW, 'value', 'flow-entry', 'flow-mapping-end');
    const value = this.at('value') ? this.part(FLOW, 'flow-entry', 'flow-mapping-end') : this.emptyHere();
    return { key, value };
  }

  /** What follows a `?` or `:`, which may be nothing. */
  private part(context: NodeContext, ...nothingBefore: TokenType[]): YamlNode {
    const { mark } = this.scanner.next();
    return this.at(...nothingBefore) ? empty({ mark }) : this.node(context);
  }

  private comma(collection: string, end: string, mark: Mark): void {
    if (!this.at('flow-entry')) throw this.problem(`did not find expected ',' or '${end}'`, `while parsing ${collection}`, mark);
    this.scanner.next();
  }

  /** An error at the next token, which is not valid here. */
  private problem(problem: string, context?: string, begun?: Mark): SyntaxProblem {
    return new SyntaxProblem(problem, context, begun, this.scanner.peek().mark);
  }

  private emptyHere(): ScalarNode {
    return empty({ mark: this.scanner.peek().mark });
  }

  private at(...types: readonly TokenType[]): boolean {
    return types.includes(this.scanner.peek().type);
  }

  private expect<T extends TokenType>(type: T): Extract<Token, { type: T }> {
    const token = this.scanner.next();
    if (token.type !== type) throw new SyntaxProblem(`did not find expected ${type}`, undefined, token.mark);
    return token as Extract<Token, { type: T }>;
  }
}

function empty({ mark, anchor, tag }: NodeProperties): ScalarNode {
  return { kind: 'scalar', mark, anchor, tag, value: '', quoted: false };
}
