import type { Finding } from '../../checks/finding';

/** The problem and its fix, without the location. */
export function sentenceOf({ logicalId, path, message, value, fix }: Finding): string {
  const subject = [logicalId, path].filter(Boolean).join('.');
  return `${subject && `${subject}: `}${message}${value === undefined ? '' : `, got: ${value}`}; ${fix}`;
}
