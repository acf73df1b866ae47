import { NOTHING, type Notation } from './notation';

/** `/app/infrastructure/app.ts:6`, above the line of source and its caret. */
const PLACE = /^(?:file:\/\/|node:|\/).*:\d+$/;
const CARET = /^\s*\^+\s*$/;
/** Source lines between the place and the caret. */
const EXCERPT = 6;

const FRAME = /^\s+at (?:.*[(\s])?(?<place>[^()]*:\d+:\d+|<anonymous>|native|index \d+)\)?(?<properties> \{)?$/;
const VERSION = /^Node\.js v\d+\.\d+\.\d+\S*$/;
/** What the AWS CDK puts where it left frames out itself: `...aws-cdk-lib, node internals...`. */
const LEFT_OUT = /^\s+(?:\.\.\.\S.*\.\.\.|\(no user code in \d+ frames, .*\))\]?(?<properties> \{)?$/;
/** Of installed packages, of Node.js, and of the copy of them that jsii makes for other languages. */
const FOREIGN = /[\\/]node_modules[\\/]|(?:^|\()node:|<anonymous>|^native$|^index \d+$|\/jsii-kernel-|\/jsii-runtime|\/package-cache\//;

/** What Node.js prints of an error's properties, and has said in its message. */
const REPEATED = /^ {2}(?:code|errno|syscall|path|dest|requireStack|url|name|type|diagnosticCodes|errors|warnings): /;

/** The excerpt of the source, the frames with the properties of the error below them, and the version of Node.js. */
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

/** How many lines of properties follow that repeat the message, with the brace that ends them; 0 where one of them says more. */
function repeatedProperties(lines: readonly string[], from: number): number {
  const length = lines.slice(from).findIndex((line) => line === '}') + 1;
  const properties = lines.slice(from, from + length - 1);
  return properties.every((line) => REPEATED.test(line) || /^ {4}|^ {2}\],?$/.test(line)) ? length : 0;
}
