/** `10.0.0.0/16` in numeric form. */
export interface AddressBlock {
  readonly first: number;
  readonly last: number;
  readonly length: number;
}

/** Undefined for anything that is not an IPv4 block, or if host bits are set. */
export function parseBlock(text: string): AddressBlock | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a, b, c, d, length] = match.slice(1).map(Number);
  if ([a, b, c, d].some((part) => part > 255) || length > 32) return undefined;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - length);
  return address % size === 0 ? { first: address, last: address + size - 1, length } : undefined;
}

export function within(inner: AddressBlock, outer: AddressBlock): boolean {
  return inner.first >= outer.first && inner.last <= outer.last;
}

export function overlap(one: AddressBlock, other: AddressBlock): boolean {
  return one.first <= other.last && other.first <= one.last;
}
