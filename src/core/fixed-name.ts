import { createHash } from 'node:crypto';

/**
 * A name that another account or region must know before the stack of its resource is deployed. IAM names are global in an account
 * and limited to 64 characters, so a hash at the end keeps shortened names distinct.
 *
 * @param name the readable part
 * @param unique what makes the name unique: account, region
 */
export function fixedName(name: string, unique: string[], maximum = 64): string {
  const end = `-${createHash('sha256').update([name, ...unique].join('/')).digest('hex').slice(0, 8)}`;
  return `${name.slice(0, maximum - end.length).replace(/-+$/, '')}${end}`;
}
