import type { Mark } from './mark';

export type Token =
  | { readonly type: 'stream-start' | 'stream-end' | 'document-start' | 'document-end'; readonly mark: Mark }
  | { readonly type: 'block-sequence-start' | 'block-mapping-start' | 'block-end'; readonly mark: Mark }
  | { readonly type: 'flow-sequence-start' | 'flow-sequence-end' | 'flow-mapping-start' | 'flow-mapping-end'; readonly mark: Mark }
  | { readonly type: 'block-entry' | 'flow-entry' | 'key' | 'value'; readonly mark: Mark }
  | VersionDirective | TagDirective | Named | TagToken | ScalarToken;

export type TokenType = Token['type'];

export interface VersionDirective {
  readonly type: 'version-directive';
  readonly mark: Mark;
  readonly major: number;
  readonly minor: number;
}

export interface TagDirective {
  readonly type: 'tag-directive';
  readonly mark: Mark;
  readonly handle: string;
  readonly prefix: string;
}

export interface Named {
  readonly type: 'anchor' | 'alias';
  readonly mark: Mark;
  readonly name: string;
}

export interface TagToken {
  readonly type: 'tag';
  readonly mark: Mark;
  readonly handle: string;
  readonly suffix: string;
}

export interface ScalarToken {
  readonly type: 'scalar';
  readonly mark: Mark;
  readonly value: string;
  readonly plain: boolean;
}
