import { isIP } from 'node:net';
import type { Json } from '../../assembly/json';
import { Unresolvable } from '../unresolvable';
import { argumentList, asNumber, asText, type Evaluation, type Intrinsic } from './intrinsic';

export const NETWORK_FUNCTIONS: Record<string, Intrinsic> = {
  'Fn::GetAZs': (argument, { scope, evaluate }) => [...scope.availabilityZones(asText(evaluate(argument), 'the region'))],
  'Fn::Cidr': (argument, evaluation) => cidr(argument, evaluation),
};

/** The first `count` blocks with `bits` host bits each. */
function cidr(argument: Json, { evaluate }: Evaluation): string[] {
  const [block, count, bits] = argumentList(argument, '[block, count, host bits]', 2, 3).map(evaluate);
  const [address, length] = asText(block, 'the block').split('/');
  const version = isIP(address);
  const width = version === 6 ? 128 : 32;
  const prefix = Number(length);
  if (version === 0 || !/^\d+$/.test(length ?? '') || prefix > width) throw new Unresolvable(`not an address block: ${asText(block, 'the block')}`);
  const hostBits = bits === undefined ? (version === 6 ? 64 : 8) : asNumber(bits, 'the host bits');
  const wanted = asNumber(count, 'the count');
  const available = 2n ** BigInt(Math.max(0, width - hostBits - prefix));
  if (wanted < 1 || wanted > 256) throw new Unresolvable(`the count must be 1 to 256, got: ${wanted}`);
  if (hostBits < 1 || hostBits > width - prefix || BigInt(wanted) > available) {
    throw new Unresolvable(`${wanted} blocks with ${hostBits} host bits do not fit into ${address}/${length}`);
  }
  const size = 2n ** BigInt(hostBits);
  const mask = 2n ** BigInt(width - prefix);
  const first = toNumber(address, version) / mask * mask;
  return Array.from({ length: wanted }, (_, index) => `${toAddress(first + size * BigInt(index), version)}/${width - hostBits}`);
}

function toNumber(address: string, version: number): bigint {
  if (version === 4) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head, tail] = address.split('::').map((half) => half.split(':').filter(Boolean));
  const groups = tail === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.reduce((sum, part) => sum * 65536n + BigInt(`0x${part}`), 0n);
}

function toAddress(value: bigint, version: number): string {
  const [count, size, radix, separator] = version === 4 ? [4, 256n, 10, '.'] as const : [8, 65536n, 16, ':'] as const;
  return Array.from({ length: count }, (_, index) => (value / size ** BigInt(count - 1 - index) % size).toString(radix)).join(separator);
}
