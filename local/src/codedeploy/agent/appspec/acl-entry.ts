import { AppSpecValidationError } from './validation-error';
import type { RubyValue } from '../../../yaml/ruby/value';
import { noMethod } from '../ruby/calls';

export type AclTag = 'user' | 'group' | 'mask' | 'other';

/** One ACL entry: `[default:][user|group|mask|other]:[name]:permissions`. */
export class AclEntry {
  /** Parses an entry of the AppSpec. Base entries are rejected: `mode` sets those. */
  static parse(text: RubyValue): AclEntry {
    if (typeof text !== 'string') throw noMethod('split', text);
    return AclEntry.read(text, refuseBase);
  }

  /** An entry that the agent adds itself. */
  static base(text: string): AclEntry {
    return AclEntry.read(text, () => undefined);
  }

  private static read(text: string, check: typeof refuseBase): AclEntry {
    const parts = text.split(':').reverse();
    const [permissions, name, tag, marker] = parts;
    if (parts.length < 2 || parts.length > 4) throw invalidEntry(text);
    if (marker !== undefined && !isDefaultMarker(marker)) throw invalidEntry(text);
    if (marker !== undefined && isDefaultMarker(tag)) throw invalidEntry(text);
    const isDefault = marker !== undefined || isDefaultMarker(tag);
    const explicitTag = tag === undefined || isDefaultMarker(tag) ? undefined : tagOf(tag, text);
    const named = explicitTag === undefined ? withoutTag(name) : { tag: explicitTag, name: longName(name) };
    if ((named.tag === 'mask' || named.tag === 'other') && named.name !== '') throw invalidEntry(text);
    check({ isDefault, ...named }, text);
    return new AclEntry(isDefault, named.tag, named.name, parsePermissions(permissions, text));
  }

  private constructor(
    readonly isDefault: boolean,
    readonly tag: AclTag,
    readonly name: string,
    private readonly permissions: string,
  ) {}

  toString(): string {
    return `${this.isDefault ? 'default:' : ''}${this.tag}:${this.name}:${this.permissions}`;
  }
}

function refuseBase(entry: Pick<AclEntry, 'isDefault' | 'tag' | 'name'>, text: string): void {
  if (entry.isDefault || entry.tag === 'mask' || entry.name !== '') return;
  throw new AppSpecValidationError(
    'The deployment failed because of a problem with the acls permission settings in the application specification file. Use mode to set the '
    + `base acl entry (${text}). Update the permissions section of the AppSpec file, and then try again.`,
  );
}

function isDefaultMarker(part: string | undefined): boolean {
  return part === 'd' || part === 'default';
}

const TAGS: Readonly<Record<string, AclTag>> = {
  u: 'user', user: 'user', g: 'group', group: 'group', m: 'mask', mask: 'mask', o: 'other', other: 'other',
};

function tagOf(part: string, text: string): AclTag {
  if (Object.hasOwn(TAGS, part)) return TAGS[part];
  throw invalidEntry(text);
}

/** `m:rw` is the mask and `o:r` is other; any other single part is a user name. */
function withoutTag(part: string): { tag: AclTag; name: string } {
  const long = longName(part);
  if (long === 'mask' || long === 'other') return { tag: long, name: '' };
  return { tag: 'user', name: part };
}

/** `m` and `o` are read as `mask` and `other` even in the place of a name. */
function longName(part: string): string {
  if (part === 'm') return 'mask';
  return part === 'o' ? 'other' : part;
}

function parsePermissions(text: string, entry: string): string {
  const granted = /^[0-7]$/.test(text) ? lettersOf(Number(text)) : text;
  for (const char of granted) {
    if ('rwx-'.includes(char)) continue;
    throw new AppSpecValidationError(
      `The deployment failed because the access control list (ACL) named ${entry} in the application specification file contains an invalid `
      + `character (${char}). Correct the ACL in the hooks section of the AppSpec file, and then try again.`,
    );
  }
  return [...'rwx'].map((letter) => (granted.includes(letter) ? letter : '-')).join('');
}

function lettersOf(digit: number): string {
  return [...'rwx'].filter((_, index) => digit & (4 >> index)).join('');
}

function invalidEntry(text: string): AppSpecValidationError {
  return new AppSpecValidationError(
    'The deployment failed because of a problem with the acls permission settings in the application specification file. Invalid acl entry '
    + `(${text}).`,
  );
}
