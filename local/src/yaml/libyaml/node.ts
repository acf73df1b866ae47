import type { Mark } from './mark';

export type YamlNode = AliasNode | ScalarNode | SequenceNode | MappingNode;

export interface AliasNode {
  readonly kind: 'alias';
  readonly mark: Mark;
  readonly name: string;
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly mark: Mark;
  readonly anchor?: string;
  readonly tag?: string;
  readonly value: string;
  /** In quotes or a block scalar, and therefore always a string. */
  readonly quoted: boolean;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly mark: Mark;
  readonly anchor?: string;
  readonly tag?: string;
  readonly items: readonly YamlNode[];
}

export interface MappingNode {
  readonly kind: 'mapping';
  readonly mark: Mark;
  readonly anchor?: string;
  readonly tag?: string;
  readonly pairs: readonly { readonly key: YamlNode; readonly value: YamlNode }[];
}
