import { misuse } from '../../core/misuse';

/** Memory in MiB by CPU units: minimum, maximum and step. */
const MEMORY: Readonly<Record<number, readonly [number, number, number]>> = {
  256: [512, 2048, 512],
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16_384, 1024],
  4096: [8192, 30_720, 1024],
  8192: [16_384, 61_440, 4096],
  16_384: [32_768, 122_880, 8192],
};

/** Rejects a size that Fargate does not offer. The smallest CPU takes only 512, 1024 or 2048 MiB. */
export function requireTaskSize(cpu: number, memory: number): void {
  const range = MEMORY[cpu] as (typeof MEMORY)[number] | undefined;
  if (!range) {
    throw misuse('compute.cpu', `must be one of ${Object.keys(MEMORY).join(', ')}`, cpu, 'leave it out for 512');
  }
  const [from, to, step] = range;
  if (memory >= from && memory <= to && (memory - from) % step === 0 && !(cpu === 256 && memory === 1536)) return;
  throw misuse('compute.memoryMiB', `must be ${from} to ${to} in steps of ${step} for ${cpu} CPU units`, memory, `leave it out for ${from}`);
}
