import { closeSync, openSync, readSync, statSync } from 'node:fs';

export const BUNDLE_TYPES = ['directory', 'zip', 'tar', 'tgz'] as const;
export type BundleType = (typeof BUNDLE_TYPES)[number];

/** Determined by the file name, otherwise by the first bytes. Anything else is left to tar, as the agent does. */
export function bundleTypeOf(path: string): BundleType {
  if (statSync(path).isDirectory()) return 'directory';
  if (/\.zip$/i.test(path)) return 'zip';
  if (/\.(?:tgz|tar\.gz)$/i.test(path)) return 'tgz';
  if (/\.tar$/i.test(path)) return 'tar';
  const start = firstBytes(path, 4);
  if (start.toString('latin1').startsWith('PK')) return 'zip';
  return isGzip(start) ? 'tgz' : 'tar';
}

export function isGzip(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

export function firstBytes(path: string, count: number): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(count);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, count, 0));
  } finally {
    closeSync(descriptor);
  }
}
