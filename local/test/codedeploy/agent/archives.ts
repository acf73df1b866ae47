import { lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { pack, type Headers } from 'tar-stream';

export interface TarEntry extends Headers {
  readonly pax?: Readonly<Record<string, string>>;
  readonly content?: string;
}

/** A tar archive with any names and links, valid or malicious. */
export async function writeTar(path: string, entries: readonly TarEntry[], { gzip = false } = {}): Promise<string> {
  const archive = pack();
  for (const { content = '', ...header } of entries) archive.entry(header, content);
  archive.finalize();
  const bytes = await buffer(archive);
  writeFileSync(path, gzip ? gzipSync(bytes) : bytes);
  return path;
}

export interface ZipEntry {
  readonly name: string;
  readonly content?: string;
  /** Unix mode, including the file type. */
  readonly mode?: number;
  /** Compressed, with this size instead of the true one. */
  readonly pretendedSize?: number;
}

const MADE_ON_UNIX = 3;
const DEFLATED = 8;

/** The same as a zip archive. Entries are stored uncompressed unless their size is false, and without checksums, which are not verified. */
export function writeZip(path: string, entries: readonly ZipEntry[]): string {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  for (const { name, content = '', mode = 0o100644, pretendedSize } of entries) {
    const nameBytes = Buffer.from(name);
    const contentBytes = pretendedSize === undefined ? Buffer.from(content) : deflateRawSync(content);
    const sizes = (at: number): Field[] => [
      [at - 10, 2, pretendedSize === undefined ? 0 : DEFLATED],
      [at, 4, contentBytes.length], [at + 4, 4, pretendedSize ?? contentBytes.length], [at + 8, 2, nameBytes.length],
    ];
    const offset = Buffer.concat(locals).length;
    locals.push(record(0x04034b50, 30, [[4, 2, 20], ...sizes(18)]), nameBytes, contentBytes);
    centrals.push(record(0x02014b50, 46, [[5, 1, MADE_ON_UNIX], [6, 2, 20], ...sizes(20), [38, 4, mode * 0x10000], [42, 4, offset]]), nameBytes);
  }
  const directory = Buffer.concat(centrals);
  const start = Buffer.concat(locals);
  const end = record(0x06054b50, 22, [[8, 2, entries.length], [10, 2, entries.length], [12, 4, directory.length], [16, 4, start.length]]);
  writeFileSync(path, Buffer.concat([start, directory, end]));
  return path;
}

/** Everything below a directory, links as links. */
export function zipDirectory(path: string, directory: string): string {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return writeZip(path, names.map((name) => zipEntryOf(name, join(directory, name))));
}

function zipEntryOf(name: string, path: string): ZipEntry {
  const stats = lstatSync(path);
  if (stats.isDirectory()) return { name: `${name}/`, mode: stats.mode };
  return { name, mode: stats.mode, content: stats.isSymbolicLink() ? readlinkSync(path) : readFileSync(path, 'utf8') };
}

type Field = readonly [at: number, size: number, value: number];

function record(signature: number, length: number, fields: readonly Field[]): Buffer {
  const bytes = Buffer.alloc(length);
  for (const [at, size, value] of [[0, 4, signature] as Field, ...fields]) bytes.writeUIntLE(value, at, size);
  return bytes;
}
