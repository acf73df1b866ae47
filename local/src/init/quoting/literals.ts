/** Line breaks of some languages, and characters that nobody sees. */
const INVISIBLE = /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\uffff]/g;

/** A string literal of Python, Java, Go, C# and JSON, which is also a scalar of YAML. */
export function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A string literal of TypeScript, in the quotes that most style guides have. */
export function singleQuoted(text: string): string {
  const escaped = doubleQuoted(text).slice(1, -1).replace(/\\(.)/g, (escape, character) => character === '"' ? '"' : escape);
  return `'${escaped.replaceAll('\'', '\\\'')}'`;
}

/** Whether a text has nothing that only an escape can show. */
export function isPrintable(text: string): boolean {
  return !doubleQuoted(text).replace(/\\["\\]/g, '').includes('\\');
}
