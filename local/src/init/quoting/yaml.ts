import { doubleQuoted, isPrintable } from './literals';

/** Starts like a string, and contains neither a comment nor a key. */
const PLAIN = /^(?!.*(?:: | #|[: ]$))[A-Za-z_/$(.][ -~]*$/;
/** What YAML 1.1 does not read as a string. */
const RESOLVED = /^(?:null|true|false|yes|no|on|off|y|n|\.inf|\.nan|\.[\d_e+-]*)$/i;

/** A string of YAML on one line, quoted only if it has to be. */
export function yamlText(text: string): string {
  if (PLAIN.test(text) && !RESOLVED.test(text)) return text;
  return isPrintable(text) ? `'${text.replaceAll('\'', '\'\'')}'` : doubleQuoted(text);
}
