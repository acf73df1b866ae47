import { plainScalar } from './plain-scalar';
import { Positions } from './positions';
import { PsychSyntaxError } from './syntax-error';
import { checkMappingTag, checkSequenceTag, taggedScalar } from './tags';
import { decodeYaml } from '../libyaml/decode';
import type { MappingNode, ScalarNode, SequenceNode, YamlNode } from '../libyaml/node';
import { parseFirstDocument } from '../libyaml/parser';
import { SyntaxProblem } from '../libyaml/syntax-problem';
import { RubyError } from '../ruby/error';
import { isHash, type RubyHash, type RubyValue } from '../ruby/value';

export interface LoadedYaml {
  readonly value: RubyValue;
  readonly positions: Positions;
}

/** Ruby's `YAML.load` of Psych 4: first document only; the last of equal keys wins; merge keys work, aliases are rejected. */
export function loadYaml(text: string | Buffer): LoadedYaml {
  const positions = new Positions();
  try {
    const root = parseFirstDocument(typeof text === 'string' ? text : decodeYaml(text));
    return { value: root ? new Reader(positions).read(root) : null, positions };
  } catch (error) {
    if (error instanceof SyntaxProblem) throw new PsychSyntaxError(error);
    throw error instanceof RangeError ? new RubyError('SystemStackError', 'stack level too deep') : error;
  }
}

class Reader {
  constructor(private readonly positions: Positions) {}

  read(node: YamlNode): RubyValue {
    switch (node.kind) {
      case 'alias': throw new RubyError('Psych::BadAlias', `Unknown alias: ${node.name}`);
      case 'scalar': return this.scalar(node);
      case 'sequence': return this.sequence(node);
      case 'mapping': return this.mapping(node);
    }
  }

  private scalar({ tag, value, quoted }: ScalarNode): RubyValue {
    if (quoted) return value;
    return tag === undefined ? plainScalar(value) : taggedScalar(tag, value);
  }

  private sequence({ tag, items }: SequenceNode): RubyValue[] {
    checkSequenceTag(tag);
    const list = items.map((item) => this.read(item));
    items.forEach(({ mark }, index) => this.positions.rememberItem(list, index, mark));
    return list;
  }

  private mapping({ tag, pairs }: MappingNode): RubyHash {
    checkMappingTag(tag);
    const hash: RubyHash = new Map();
    for (const pair of pairs) {
      const key = this.read(pair.key);
      const value = this.read(pair.value);
      if (key === '<<' && this.merge(hash, pair.value, value)) continue;
      hash.set(key, value);
      this.positions.rememberKey(hash, key, pair.key.mark);
    }
    return hash;
  }

  /** `<<: {..}` and `<<: [{..}, {..}]`; of a list, the earlier mapping wins. */
  private merge(hash: RubyHash, { kind }: YamlNode, value: RubyValue): boolean {
    if (kind !== 'mapping' && kind !== 'sequence') return false;
    const sources = Array.isArray(value) ? [...value].reverse() : [value];
    if (!sources.every(isHash)) return false;
    for (const source of sources) for (const [key, item] of source) hash.set(key, item);
    return true;
  }
}
