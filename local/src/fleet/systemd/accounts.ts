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
  /** What nss-systemd answers for a dynamic user, which has no line in `/etc/passwd`. */
  readonly dynamicEntry?: string;
}

/** Why a program cannot be started, with the exit status that systemd uses: 216 (GROUP), 217 (USER), 226 (NAMESPACE). */
export class CannotStart extends Error {
  constructor(readonly exitStatus: 216 | 217 | 226, message: string) {
    super(message);
  }
}

interface Entry {
  readonly name: string;
  readonly id: number;
  readonly fields: readonly string[];
}

/** Looked up in the instance's own `/etc/passwd` and `/etc/group`. */
export function accountOf({ user, group, dynamicUser, supplementaryGroups }: ServiceSettings, files: InsideFiles): Account {
  const users = entries('/etc/passwd', files);
  const groups = entries('/etc/group', files);
  const more = supplementaryGroups.map((name) => groupId(name, groups));
  const account = (userId: number, primary: number, others: Pick<Account, 'home' | 'variables'> & Partial<Account>): Account => ({
    userId, groupId: group === '' ? primary : groupId(group, groups), groups: more, ...others,
  });
  if (user === '') return account(0, 0, { home: '/root', variables: {} });
  const known = find(user, users);
  if (!known && dynamicUser) {
    const id = dynamicUserId(user);
    const dynamicEntry = `${user}:x:${id}:${id}:Dynamic User:/:/usr/sbin/nologin`;
    return account(id, id, { home: '/', variables: { USER: user, LOGNAME: user }, dynamicEntry });
  }
  if (!known) throw new CannotStart(217, `Failed to determine user credentials: No such process: ${user}`);
  const [, , , primary, , home = '/', shell = ''] = known.fields;
  return account(known.id, Number(primary), {
    groups: [...more, ...groups.filter(({ fields }) => (fields[3] ?? '').split(',').includes(known.name)).map(({ id }) => id)],
    home,
    variables: {
      USER: known.name,
      LOGNAME: known.name,
      // Like systemd, leaves out values that only mean that nobody logs in.
      ...(home !== '/' && home !== '' && home !== '/nonexistent' && { HOME: home }),
      ...(shell !== '' && !/\/(nologin|false)$/.test(shell) && { SHELL: shell }),
    },
  });
}

/** `undefined` for a missing user or group, which is reported when the program is started. */
export function accountIfKnown(settings: ServiceSettings, files: InsideFiles): Account | undefined {
  try {
    return accountOf(settings, files);
  } catch (error) {
    if (error instanceof CannotStart) return undefined;
    throw error;
  }
}

function groupId(name: string, groups: readonly Entry[]): number {
  const found = find(name, groups);
  if (!found) throw new CannotStart(216, `Failed to determine group credentials: No such process: ${name}`);
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
