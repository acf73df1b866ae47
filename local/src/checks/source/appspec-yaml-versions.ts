import { LineCounter, parseDocument, visit, type Scalar } from 'yaml';
import { isTooDeep, sourceFinding } from './source-rule';
import { plainScalar } from '../../codedeploy/agent/psych/plain-scalar';
import { AgentError } from '../../codedeploy/agent/ruby/error';
import { inspect } from '../../codedeploy/agent/ruby/format';
import { RubySymbol, type RubyValue } from '../../codedeploy/agent/ruby/value';
import type { Finding } from '../finding';

/** Values that version 1 of the agent (YAML 1.1) and version 2 (YAML 1.2) read differently. */
export function* checkYamlVersions(text: string, path: string): Iterable<Finding> {
  for (const { source, line, value } of plainScalars(text)) {
    const older = readByVersion1(source);
    if (isSame(older, value)) continue;
    const before = older === undefined ? 'what it refuses' : inspect(older);
    yield sourceFinding('appspec.yaml-version', path, line, {
      severity: 'warning',
      message: `version 1 of the agent reads ${before} (YAML 1.1), version 2 reads ${JSON.stringify(value)} (YAML 1.2)`,
      value: source,
      fix: fixFor(source, older),
    });
  }
}

interface PlainScalar {
  readonly source: string;
  readonly line: number;
  /** As YAML 1.2 reads it. */
  readonly value: unknown;
}

function plainScalars(text: string): PlainScalar[] {
  const lineCounter = new LineCounter();
  const found: PlainScalar[] = [];
  try {
    const document = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: false, lineCounter, logLevel: 'silent' });
    visit(document, {
      Scalar: (_, { type, tag, source, value, range }: Scalar) => {
        if (type !== 'PLAIN' || tag !== undefined || source === undefined) return;
        found.push({ source, value, line: lineCounter.linePos(range?.[0] ?? 0).line });
      },
    });
  } catch (error) {
    // The agent's own parser says so.
    if (!isTooDeep(error)) throw error;
  }
  return found;
}

function readByVersion1(source: string): RubyValue | undefined {
  try {
    return plainScalar(source);
  } catch (error) {
    if (error instanceof AgentError) return undefined;
    throw error;
  }
}

function isSame(older: RubyValue | undefined, newer: unknown): boolean {
  if (older instanceof RubySymbol) return false;
  return typeof older === 'bigint' ? older === toInteger(newer) : Object.is(older, newer);
}

function toInteger(value: unknown): bigint | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

/** An octal number is a mode, which is a text to both. */
function fixFor(source: string, older: RubyValue | undefined): string {
  const isMode = /^0[0-7]+$/.test(source);
  if (typeof older !== 'boolean' && typeof older !== 'bigint' || isMode) return `write '${source}'`;
  return `write ${older}, or '${source}' where the text is meant`;
}
