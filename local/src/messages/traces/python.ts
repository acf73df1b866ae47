import type { Notation } from './notation';

const HEADER = /^(?<indent>\s*)Traceback \(most recent call last\):$/;
const FRAME = /^(?<indent>\s+)File "(?<file>[^"]*)", line \d+/;
const FOREIGN = /\/(?:site|dist)-packages\/|\/lib\/python\d|^<frozen /;
/** The error of the JavaScript library, which the Python exception below it repeats. */
const FROM_JAVASCRIPT = /^jsii\.errors\.JavaScriptError:/;
const BECAME = /^The above exception was the direct cause of the following exception:$/;

/** A traceback with its header, or the JavaScript error that jsii prints above one. */
export const ofPython: Notation = (lines, index) => {
  if (FROM_JAVASCRIPT.test(lines[index])) return untilRepeated(lines, index);
  const header = HEADER.exec(lines[index])?.groups;
  if (!header) return undefined;
  const length = 1 + lengthWhile(lines, index + 1, (line) => indentOf(line) > header.indent.length);
  const own = ownFrames(lines.slice(index + 1, index + length));
  return { length, own: own.length === 0 ? [] : [lines[index], ...own] };
};

const untilRepeated: Notation = (lines, index) => {
  const became = lines.slice(index).findIndex((line) => BECAME.test(line));
  if (became < 0) return undefined;
  return { length: became + 1 + lengthWhile(lines, index + became + 1, (line) => line.trim() === ''), own: [] };
};

/** Keeps a frame together with its source line and markers, which are indented below it. */
function ownFrames(lines: readonly string[]): string[] {
  let keeps = true;
  return lines.filter((line) => {
    const file = FRAME.exec(line)?.groups?.file;
    if (file !== undefined) keeps = !FOREIGN.test(file);
    return keeps;
  });
}

function lengthWhile(lines: readonly string[], from: number, matches: (line: string) => boolean): number {
  const end = lines.slice(from).findIndex((line) => !matches(line));
  return end < 0 ? lines.length - from : end;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
