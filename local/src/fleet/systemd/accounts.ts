import { createHash } from 'node:crypto';
import type { ServiceSettings } from '../../unit/service-settings';
import type { InsideFiles } from '../machine/inside-files';

/** The user and groups that a service's programs run as. */
export interface Account {
  readonly userId: number;
  readonly groupId: number;
  /** In addition to `groupId`. */
  readonly groups: readonly number[];
  readonly home: string;
  /** Environment variables that `User=` sets. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A missing user or group, with the exit status that systemd uses. */
export class NoAccount extends Error {
  constructor(readonly exitStatus: 216 | 217, message: string) {
    super(message);
  }
}

interface Entry {
  readonly name: string;
  readonly id: number;
  readonly fields: readonly string[];
}

const ROOT: Account = { userId: 0, groupId: 0, groups: [], home: '/root', variables: {} };

/** Looked up in the instance's own `/etc/passwd` and `/etc/group`. */
export function accountOf({ user, group, dynamicUser, supplementaryGroups }: ServiceSettings, files: InsideFiles): Account {
  const users = entries('/etc/passwd', files);
  const groups = entries('/etc/group', files);
  const more = supplementaryGroups.map((name) => groupId(name, groups));
  const known = user === '' ? undefined : find(user, users);
  if (dynamicUser && !known) {
    const id = dynamicUserId(user);
    return { userId: id, groupId: group === '' ? id : groupId(group, groups), groups: more, home: '/', variables: { USER: user, LOGNAME: user } };
  }
  if (user === '') return { ...ROOT, groupId: group === '' ? 0 : groupId(group, groups), groups: more };
  if (!known) throw new NoAccount(217, `Failed to determine user credentials: No such process: ${user}`);
  const [, , , primary, , home = '/', shell = ''] = known.fields;
  return {
    userId: known.id,
    groupId: group === '' ? Number(primary) : groupId(group, groups),
    groups: [...more, ...groups.filter(({ fields }) => (fields[3] ?? '').split(',').includes(known.name)).map(({ id }) => id)],
    home,
    variables: {
      USER: known.name,
      LOGNAME: known.name,
      // Like systemd, leaves out values that only mean that nobody logs in.
      ...(home !== '/' && home !== '' && home !== '/nonexistent' && { HOME: home }),
      ...(shell !== '' && !/\/(nologin|false)$/.test(shell) && { SHELL: shell }),
    },
  };
}

function groupId(name: string, groups: readonly Entry[]): number {
  const found = find(name, groups);
  if (!found) throw new NoAccount(216, `Failed to determine group credentials: No such process: ${name}`);
  return found.id;
}

function find(name: string, known: readonly Entry[]): Entry | undefined {
  return known.find((entry) => entry.name === name) ?? known.find((entry) => String(entry.id) === name);
}

function entries(path: string, files: InsideFiles): Entry[] {
  return (files.read(path) ?? '').split('\n').map((line) => line.split(':')).filter((fields) => fields.length > 2)
    .map((fields) => ({ name: fields[0]!, id: Number(fields[2]), fields }));
}

/** The range that systemd reserves for `DynamicUser=`. */
const FIRST_DYNAMIC = 61_184;
const LAST_DYNAMIC = 65_519;

/** Like systemd, derives the id from the name, so that a service finds its files again. */
function dynamicUserId(name: string): number {
  return FIRST_DYNAMIC + createHash('sha256').update(name).digest().readUInt32BE(0) % (LAST_DYNAMIC - FIRST_DYNAMIC + 1);
}
