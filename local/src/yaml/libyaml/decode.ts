import { isUtf8 } from 'node:buffer';
import { SyntaxProblem } from './syntax-problem';

/** Rejects bytes that are not UTF-8 with libyaml's message, at the first of them. */
export function decodeYaml(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  for (let index = 0; index < bytes.length;) index += widthAt(bytes, index);
  return bytes.toString('utf8');
}

function widthAt(bytes: Buffer, index: number): number {
  const width = widthOf(bytes[index]);
  if (width === 0) throw new SyntaxProblem('invalid leading UTF-8 octet');
  if (index + width > bytes.length) throw new SyntaxProblem('incomplete UTF-8 octet sequence');
  const sequence = bytes.subarray(index, index + width);
  if (sequence.subarray(1).some((octet) => (octet & 0xc0) !== 0x80)) throw new SyntaxProblem('invalid trailing UTF-8 octet');
  if (!isUtf8(sequence)) throw new SyntaxProblem(isOverlong(sequence) ? 'invalid length of a UTF-8 sequence' : 'invalid Unicode character');
  return width;
}

function widthOf(leading: number): number {
  if (leading < 0x80) return 1;
  if ((leading & 0xe0) === 0xc0) return 2;
  if ((leading & 0xf0) === 0xe0) return 3;
  return (leading & 0xf8) === 0xf0 ? 4 : 0;
}

/** Whether the encoding uses more octets than necessary. */
function isOverlong([first, second]: Buffer): boolean {
  return first === 0xc0 || first === 0xc1 || (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90);
}
