import type { AclInfo } from './acl';
import type { SecurityContext } from './security-context';
import type { RubyValue } from '../../../yaml/ruby/value';

/** Fields that the agent does not validate are `RubyValue`s: wrong types fail later, at Install, with the agent's messages. */
export interface AppSpec {
  readonly version: number | bigint;
  readonly os: 'linux';
  readonly files: readonly FileMapping[];
  readonly hooks: ReadonlyMap<RubyValue, readonly Script[]>;
  readonly permissions: readonly Permission[];
  readonly fileExistsBehavior: FileExistsBehavior | null;
}

export const FILE_EXISTS_BEHAVIORS = ['DISALLOW', 'OVERWRITE', 'RETAIN'] as const;
export type FileExistsBehavior = (typeof FILE_EXISTS_BEHAVIORS)[number];

export interface FileMapping {
  readonly source: RubyValue;
  readonly destination: RubyValue;
}

export interface Script {
  readonly location: string;
  readonly runas: string | null;
  readonly sudo: RubyValue;
  readonly timeoutSeconds: bigint;
}

export interface Permission {
  readonly object: string;
  readonly pattern: RubyValue;
  readonly except: readonly RubyValue[];
  readonly type: readonly RubyValue[];
  readonly owner: RubyValue;
  readonly group: RubyValue;
  /** One to four octal digits. */
  readonly mode: string | null;
  readonly acls: AclInfo | null;
  readonly context: SecurityContext | null;
}
