import type { Command, Finding } from './buildspec';
import { BuildspecError } from './buildspec-error';
import type { DocumentValue } from '../yaml/document';

export function requireMapping(value: DocumentValue, path: string): void {
  if (!value.isMapping) throw new BuildspecError(`Expected ${path} to be a mapping at line ${value.line}`, value.line);
}

export function textOf(value: DocumentValue | undefined, path: string): string | undefined {
  if (!value || value.isNull) return undefined;
  if (value.text === undefined) throw new BuildspecError(`Expected ${path} to be of string type at line ${value.line}`, value.line);
  return value.text;
}

/** A mapping of scalars to scalars. */
export function textMapOf(value: DocumentValue | undefined, path: string): Record<string, string> {
  if (!value || value.isNull) return {};
  requireMapping(value, path);
  const result: Record<string, string> = {};
  for (const [key, entry] of value.entries) {
    if (entry.value.text === undefined) throw new BuildspecError(`Expected ${path}/${key} to be of string type at line ${entry.line}`, entry.line);
    result[key] = entry.value.text;
  }
  return result;
}

/** Warns about unknown keys of a mapping. */
export function warnOfUnknownKeys(value: DocumentValue | undefined, path: string, known: readonly string[], warnings: Finding[]): void {
  for (const [key, { line }] of value?.entries ?? []) {
    if (!known.includes(key)) warnings.push({ line, message: `\`${key}\` is not part of ${path}; CodeBuild ignores it` });
  }
}

/** Accepts `yes` and `no`, as in YAML 1.1. */
export function flagOf(value: DocumentValue | undefined, path: string): boolean {
  const text = textOf(value, path)?.toLowerCase();
  if (text === undefined || ['no', 'n', 'false', 'off', ''].includes(text)) return false;
  if (['yes', 'y', 'true', 'on'].includes(text)) return true;
  throw new BuildspecError(`Expected ${path} to be yes or no, got ${text} at line ${value?.line}`, value?.line ?? 1);
}

/** A sequence of scalars; a single scalar counts as a sequence of one. `name` is used in CodeBuild's message. */
export function listOf(value: DocumentValue | undefined, name: string): Command[] {
  if (!value || value.isNull) return [];
  if (value.text !== undefined) return [{ text: value.text, line: value.line }];
  if (!value.isSequence) throw new BuildspecError(`Expected ${name} to be a sequence at line ${value.line}`, value.line);
  return value.items.map((item, index) => {
    if (item.text === undefined) {
      // The usual cause: in YAML, `- echo "a: b"` is a mapping.
      throw new BuildspecError(
        `Expected ${name}[${index}] to be of string type: found subkeys instead at line ${item.line}, value of the key tag on line `
        + `${item.line - 1} might be empty`,
        item.line,
      );
    }
    return { text: item.text, line: item.line };
  });
}
