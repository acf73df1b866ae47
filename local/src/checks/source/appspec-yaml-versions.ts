import { sourceFinding } from './source-rule';
import { readDocument, type DocumentValue } from '../../yaml/document';
import { SyntaxProblem } from '../../yaml/libyaml/syntax-problem';
import { plainScalar } from '../../yaml/psych/plain-scalar';
import { RubyError } from '../../yaml/ruby/error';
import { inspect } from '../../yaml/ruby/format';
import { RubySymbol, type RubyValue } from '../../yaml/ruby/value';
import type { Finding } from '../finding';

/** Values that agents of version 1 (YAML 1.1) and version 2 (YAML 1.2) interpret differently. */
export function* checkYamlVersions(text: string, path: string): Iterable<Finding> {
  for (const { written, line } of plainScalars(text)) {
    const source = written ?? '';
    const older = readByVersion1(source);
    const newer = readByVersion2(source);
    if (isSame(older, newer)) continue;
    const before = older === undefined ? 'a value that it rejects' : inspect(older);
    yield sourceFinding('appspec.yaml-version', path, line, {
      severity: 'warning',
      message: `version 1 of the agent reads ${before} (YAML 1.1), version 2 reads ${JSON.stringify(newer)} (YAML 1.2)`,
      value: source,
      fix: fixFor(source, older),
    });
  }
}

function plainScalars(text: string): DocumentValue[] {
  try {
    return [...readDocument(text).scalars()].filter(({ isPlain }) => isPlain);
  } catch (error) {
    // The agent's own parser reports it.
    if (!(error instanceof SyntaxProblem)) throw error;
    return [];
  }
}

/** The core schema of YAML 1.2, https://yaml.org/spec/1.2.2/#103-core-schema. */
function readByVersion2(source: string): null | boolean | number | string {
  if (/^(?:~|null|Null|NULL|)$/.test(source)) return null;
  if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(source)) return source.toLowerCase() === 'true';
  if (/^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?[0-9]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/.test(source)) return Number(source);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(source)) return source.startsWith('-') ? -Infinity : Infinity;
  return /^\.(?:nan|NaN|NAN)$/.test(source) ? NaN : source;
}

function readByVersion1(source: string): RubyValue | undefined {
  try {
    return plainScalar(source);
  } catch (error) {
    if (error instanceof RubyError) return undefined;
    throw error;
  }
}

function isSame(older: RubyValue | undefined, newer: ReturnType<typeof readByVersion2>): boolean {
  if (older instanceof RubySymbol) return false;
  return typeof older === 'bigint' ? older === toInteger(newer) : Object.is(older, newer);
}

function toInteger(value: ReturnType<typeof readByVersion2>): bigint | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

/** An octal number is a file mode, which both read as text if quoted. */
function fixFor(source: string, older: RubyValue | undefined): string {
  const isMode = /^0[0-7]+$/.test(source);
  if (typeof older !== 'boolean' && typeof older !== 'bigint' || isMode) return `write '${source}'`;
  return `write ${older}, or '${source}' if text is meant`;
}
