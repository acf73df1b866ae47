import type { Mark } from './mark';
import { scanBlockScalar } from './scan-block-scalar';
import { scanDirective } from './scan-directive';
import { scanPlainScalar } from './scan-plain-scalar';
import { scanAnchor, scanTag } from './scan-properties';
import { scanQuotedScalar } from './scan-quoted-scalar';
import { SimpleKeys } from './simple-keys';
import { Source } from './source';
import { SyntaxProblem } from './syntax-problem';
import type { Token } from './token';

const BYTE_ORDER_MARK = '\ufeff';
const NEVER_PLAIN = '-?:,[]{}#&*!|>\'"%@`';

type BlockStart = 'block-sequence-start' | 'block-mapping-start';

/** Tokenizes like libyaml: indentation becomes start and end tokens, and a token is only returned once it is known whether it is a key. */
export class Scanner {
  private readonly source: Source;
  private readonly keys = new SimpleKeys();
  private readonly indents: number[] = [];
  private indent = -1;
  private keyAllowed = true;
  private queue: Token[];
  private handedOut = 0;
  private ended = false;

  constructor(text: string) {
    this.source = new Source(text);
    this.queue = [{ type: 'stream-start', mark: this.source.mark }];
  }

  peek(): Token {
    while ((this.queue.length === 0 || this.keys.mayBeKey(this.handedOut, this.source.mark)) && !this.ended) this.fetch();
    return this.queue[0];
  }

  next(): Token {
    const token = this.peek();
    this.queue.shift();
    this.handedOut += 1;
    return token;
  }

  private get inFlow(): boolean {
    return this.keys.flowLevel > 0;
  }

  private fetch(): void {
    this.skipToToken();
    this.unrollTo(this.source.column);
    const { source } = this;
    if (source.isEnd()) return this.fetchEnd();
    if (source.column === 0 && source.is('%')) return this.fetchDirective();
    if (source.isDocumentIndicator()) return this.fetchDocumentIndicator();
    if (source.is('[{')) return this.fetchFlowStart();
    if (source.is(']}')) return this.fetchFlowEnd();
    if (source.is(',')) return this.fetchFlowEntry();
    if (source.is('-') && source.isBlankOrEnd(1)) return this.fetchBlockEntry();
    if (source.is('?') && (this.inFlow || source.isBlankOrEnd(1))) return this.fetchKey();
    if (source.is(':') && (this.inFlow || source.isBlankOrEnd(1))) return this.fetchValue();
    return this.fetchNodePart();
  }

  private fetchNodePart(): void {
    const { source } = this;
    if (source.is('|>') && !this.inFlow) return this.fetchBlockScalar();
    if (source.is('*&!\'"')) return this.fetchKeyCandidate();
    const isPlain = !source.is(NEVER_PLAIN) && !source.isBlankOrEnd();
    if (isPlain || (source.is('-') && !source.isBlank(1)) || (!this.inFlow && source.is('?:') && !source.isBlankOrEnd(1))) return this.fetchPlain();
    throw new SyntaxProblem('found character that cannot start any token', 'while scanning for the next token', source.mark);
  }

  /** Tabs may separate tokens, but not indent. */
  private skipToToken(): void {
    const { source } = this;
    for (;;) {
      if (source.column === 0 && source.is(BYTE_ORDER_MARK)) source.skip();
      while (source.is(' ') || ((this.inFlow || !this.keyAllowed) && source.is('\t'))) source.skip();
      source.skipComment();
      if (!source.isBreak()) return;
      source.readLine();
      if (!this.inFlow) this.keyAllowed = true;
    }
  }

  private fetchEnd(): void {
    this.source.forceNewLine();
    this.closeBlocks();
    this.queue.push({ type: 'stream-end', mark: this.source.mark });
    this.ended = true;
  }

  private fetchDirective(): void {
    this.closeBlocks();
    this.queue.push(scanDirective(this.source));
  }

  private fetchDocumentIndicator(): void {
    this.closeBlocks();
    const { mark } = this.source;
    const type = this.source.is('-') ? 'document-start' : 'document-end';
    this.source.skip(3);
    this.queue.push({ type, mark });
  }

  private fetchFlowStart(): void {
    this.saveKey();
    this.keys.enterFlow();
    this.keyAllowed = true;
    this.pushIndicator(this.source.is('[') ? 'flow-sequence-start' : 'flow-mapping-start');
  }

  private fetchFlowEnd(): void {
    this.keys.remove();
    this.keys.leaveFlow();
    this.keyAllowed = false;
    this.pushIndicator(this.source.is(']') ? 'flow-sequence-end' : 'flow-mapping-end');
  }

  private fetchFlowEntry(): void {
    this.keys.remove();
    this.keyAllowed = true;
    this.pushIndicator('flow-entry');
  }

  private fetchBlockEntry(): void {
    this.startBlock('block-sequence-start', 'block sequence entries are not allowed in this context');
    this.keys.remove();
    this.keyAllowed = true;
    this.pushIndicator('block-entry');
  }

  private fetchKey(): void {
    this.startBlock('block-mapping-start', 'mapping keys are not allowed in this context');
    this.keys.remove();
    this.keyAllowed = !this.inFlow;
    this.pushIndicator('key');
  }

  private fetchValue(): void {
    const key = this.keys.take(this.source.mark);
    if (key) {
      const position = key.token - this.handedOut;
      this.queue.splice(position, 0, { type: 'key', mark: key.mark });
      this.rollTo(key.mark, 'block-mapping-start', position);
      this.keyAllowed = false;
    } else {
      this.startBlock('block-mapping-start', 'mapping values are not allowed in this context');
      this.keyAllowed = !this.inFlow;
    }
    this.pushIndicator('value');
  }

  /** An anchor, an alias, a tag or a quoted scalar, any of which may start a key. */
  private fetchKeyCandidate(): void {
    this.saveKey();
    this.keyAllowed = false;
    if (this.source.is('*&')) this.queue.push(scanAnchor(this.source));
    else this.queue.push(this.source.is('!') ? scanTag(this.source, this.inFlow) : scanQuotedScalar(this.source));
  }

  private fetchBlockScalar(): void {
    this.keys.remove();
    this.keyAllowed = true;
    this.queue.push(scanBlockScalar(this.source, this.indent));
  }

  private fetchPlain(): void {
    this.saveKey();
    this.keyAllowed = false;
    const scalar = scanPlainScalar(this.source, this.inFlow, this.indent + 1);
    if (scalar.endsLine) this.keyAllowed = true;
    this.queue.push(scalar);
  }

  private pushIndicator(type: IndicatorType): void {
    const { mark } = this.source;
    this.source.skip();
    this.queue.push({ type, mark });
  }

  private saveKey(): void {
    const { mark } = this.source;
    const required = !this.inFlow && this.indent === mark.column;
    if (this.keyAllowed) this.keys.save({ token: this.handedOut + this.queue.length, mark, required });
  }

  private startBlock(type: BlockStart, problem: string): void {
    if (this.inFlow) return;
    if (!this.keyAllowed) throw new SyntaxProblem(problem, undefined, this.source.mark);
    this.rollTo(this.source.mark, type, this.queue.length);
  }

  private rollTo(mark: Mark, type: BlockStart, position: number): void {
    if (this.inFlow || this.indent >= mark.column) return;
    this.indents.push(this.indent);
    this.indent = mark.column;
    this.queue.splice(position, 0, { type, mark });
  }

  private unrollTo(column: number): void {
    if (this.inFlow) return;
    while (this.indent > column) {
      this.queue.push({ type: 'block-end', mark: this.source.mark });
      this.indent = this.indents.pop() ?? -1;
    }
  }

  private closeBlocks(): void {
    this.unrollTo(-1);
    this.keys.remove();
    this.keyAllowed = false;
  }
}

type IndicatorType =
  | 'flow-sequence-start' | 'flow-sequence-end' | 'flow-mapping-start' | 'flow-mapping-end'
  | 'block-entry' | 'flow-entry' | 'key' | 'value';
