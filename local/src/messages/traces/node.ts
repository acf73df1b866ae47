import { NOTHING, type Notation } from './notation';

/** `/app/infrastructure/app.ts:6`, above the source line and its caret. */
const PLACE = /^(?:file:\/\/|node:|\/).*:\d+$/;
const CARET = /^\s*\^+\s*$/;
/** Maximum number of source lines between the position and the caret. */
const EXCERPT = 6;

const FRAME = /^\s+at (?:.*[(\s])?(?<place>[^()]*:\d+:\d+|<anonymous>|native|index \d+)\)?(?<properties> \{)?$/;
const VERSION = /^Node\.js v\d+\.\d+\.\d+\S*$/;
/** The AWS CDK's own replacement for frames that it has removed: `...aws-cdk-lib, node internals...`. */
const LEFT_OUT = /^\s+(?:\.\.\.\S.*\.\.\.|\(no user code in \d+ frames, .*\))\]?(?<properties> \{)?$/;
/** Frames of installed packages, of Node.js, and of the copies of both that jsii uses for other languages. */
const FOREIGN = /[\\/]node_modules[\\/]|(?:^|\()node:|<anonymous>|^native$|^index \d+$|\/jsii-kernel-|\/jsii-runtime|\/package-cache\//;

/** Properties of an error that Node.js prints although its message already contains them. */
const REPEATED = /^ {2}(?:code|errno|syscall|path|dest|requireStack|url|name|type|diagnosticCodes|errors|warnings): /;

/** The source excerpt, the stack frames with the error's properties below them, and the version of Node.js. */
export const ofNode: Notation = (lines, index) => {
  if (VERSION.test(lines[index])) return NOTHING;
  return excerpt(lines, index) ?? frame(lines, index);
};

const excerpt: Notation = (lines, index) => {
  if (!PLACE.test(lines[index])) return undefined;
  const caret = lines.slice(index + 1, index + 1 + EXCERPT).findIndex((line) => CARET.test(line));
  if (caret < 0) return undefined;
  const length = caret + 2;
  return { length, own: FOREIGN.test(lines[index]) ? [] : lines.slice(index, index + length) };
};

const frame: Notation = (lines, index) => {
  const found = (LEFT_OUT.exec(lines[index]) ?? FRAME.exec(lines[index]))?.groups;
  if (!found) return undefined;
  const isForeign = found.place === undefined || FOREIGN.test(found.place);
  const own = isForeign ? [] : [lines[index].replace(/ \{$/, '')];
  if (found.properties === undefined) return { length: 1, own };
  const repeated = repeatedProperties(lines, index + 1);
  return repeated > 0 ? { length: 1 + repeated, own } : { length: 1, own: [...own, '{'] };
};

/** The number of lines with properties that only repeat the message, including the closing brace; 0 if any of them contains something new. */
function repeatedProperties(lines: readonly string[], from: number): number {
  const length = lines.slice(from).findIndex((line) => line === '}') + 1;
  const properties = lines.slice(from, from + length - 1);
  return properties.every((line) => REPEATED.test(line) || /^ {4}|^ {2}\],?$/.test(line)) ? length : 0;
}
