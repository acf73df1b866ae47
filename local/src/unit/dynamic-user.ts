import { createHash } from 'node:crypto';

/** The unit's name if it is a valid user name, otherwise one derived from it. */
export function dynamicUserName(unitPrefix: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_-]{0,30}$/.test(unitPrefix)) return unitPrefix;
  return `_du${createHash('sha256').update(unitPrefix).digest('hex').slice(0, 16)}`;
}
