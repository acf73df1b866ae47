import { createHash } from 'node:crypto';

/** The ids that systemd keeps for `DynamicUser=`. */
const FIRST = 61_184;
const LAST = 65_519;

/** The unit's name where it can be a user's, else one that is made from it. */
export function dynamicUserName(unitPrefix: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_-]{0,30}$/.test(unitPrefix)) return unitPrefix;
  return `_du${createHash('sha256').update(unitPrefix).digest('hex').slice(0, 16)}`;
}

/** As systemd does, the id comes from the name, so that a service finds its files again. */
export function dynamicUserId(name: string): number {
  return FIRST + createHash('sha256').update(name).digest().readUInt32BE(0) % (LAST - FIRST + 1);
}
