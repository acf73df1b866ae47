import type { Finding } from '../../checks/finding';

/** What is wrong and how it is mended, without the place. */
export function sentenceOf({ logicalId, path, message, value, fix }: Finding): string {
  const subject = [logicalId, path].filter(Boolean).join('.');
  return `${subject && `${subject}: `}${message}${value === undefined ? '' : `, got: ${value}`}; ${fix}`;
}
