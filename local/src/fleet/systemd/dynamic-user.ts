import { createHash } from 'node:crypto';

/** The ids that systemd keeps for `DynamicUser=`. */
const FIRST = 61_184;
const LAST = 65_519;

/** As systemd does, the id comes from the name, so that a service finds its files again. */
export function dynamicUserId(name: string): string {
  return String(FIRST + createHash('sha256').update(name).digest().readUInt32BE(0) % (LAST - FIRST + 1));
}
