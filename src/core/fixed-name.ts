import { createHash } from 'node:crypto';

/**
 * A name that another account or region knows before the stack of its resource is deployed. IAM knows no regions and cuts off at 64
 * characters, so the end tells apart what the start may not.
 *
 * @param name what people read
 * @param unique what makes it the only one: account, region
 */
export function fixedName(name: string, unique: string[], maximum = 64): string {
  const end = `-${createHash('sha256').update([name, ...unique].join('/')).digest('hex').slice(0, 8)}`;
  return `${name.slice(0, maximum - end.length).replace(/-+$/, '')}${end}`;
}
