import { ofGo } from './go';
import { ofJvm, ofNet } from './managed';
import { ofNode } from './node';
import type { Notation } from './notation';
import { ofPython } from './python';

const NOTATIONS: readonly Notation[] = [ofNode, ofPython, ofGo, ofJvm, ofNet];

/** The error name that the AWS CDK puts before a message: `«ValidationFailedWithErrors» `, with a bracket if Node.js recognizes no frame below it. */
const ERROR_NAME = /\[?«\w+» /;

/**
 * Removes stack frames of packages and of the language itself from the output of a failed program, which leaves the message and the user's own
 * code. Output that consists of nothing but such frames is returned unchanged.
 */
export function ownTrace(lines: readonly string[]): string[] {
  const own: string[] = [];
  for (let index = 0; index < lines.length;) {
    const trace = NOTATIONS.map((notation) => notation(lines, index)).find((found) => found !== undefined);
    own.push(...trace ? trace.own : [lines[index].replace(ERROR_NAME, '')]);
    index += trace?.length ?? 1;
  }
  if (own.length === lines.length) return own;
  return own.some((line) => line.trim() !== '') ? withoutEmptyEnds(own) : [...lines];
}

/** Removes the empty lines that removed frames leave behind. */
function withoutEmptyEnds(lines: readonly string[]): string[] {
  return lines.filter((line, index) => line.trim() !== '' || (lines[index - 1]?.trim() && lines.slice(index).some((later) => later.trim() !== '')));
}
