import { CopyFile } from './copy-file';
import type { Instruction } from './instruction';
import { MakeDirectory } from './make-directory';
import { ChangeAcl, ChangeContext, ChangeMode, ChangeOwner } from './permission-changes';
import { assertNoDefaultAcl, matches } from './permission-rules';
import { RubyError } from '../../../yaml/ruby/error';
import type { Permission } from '../appspec/app-spec';
import { expandPath } from '../ruby/path';

/** The steps of an installation in order, and the paths that they will create. */
export class Instructions {
  readonly steps: Instruction[] = [];
  private readonly copies = new Map<string, string>();
  private readonly directories = new Set<string>();
  private readonly permitted = new Set<string>();

  copy(source: string, destination: string): void {
    const target = expandPath(destination);
    const first = this.copies.get(target);
    if (first !== undefined) {
      throw failure(
        `The deployment failed because the application specification file specifies two source files named ${source} and ${first} for the `
        + `same destination (${target}). Remove one of the source file paths from the AppSpec file, and then try again.`,
      );
    }
    if (this.directories.has(target)) {
      throw failure(
        `The deployment failed because the application specification file calls for installing the file ${source}, but a file with that name `
        + `already exists at the location (${target}). Update your AppSpec file or directory structure, and then try again.`,
      );
    }
    this.steps.push(new CopyFile(source, target));
    this.copies.set(target, source);
  }

  makeDirectory(destination: string): void {
    const target = expandPath(destination);
    const copied = this.copies.get(target);
    if (copied !== undefined) {
      throw failure(
        'The deployment failed because the application specification file includes an mkdir command more than once for the same destination '
        + `path (${target}) from (${copied}). Update the files section of the AppSpec file, and then try again.`,
      );
    }
    if (this.directories.has(target)) return;
    this.steps.push(new MakeDirectory(target));
    this.directories.add(target);
  }

  copiesFile(path: string): boolean {
    return this.copies.has(expandPath(path));
  }

  makesDirectory(path: string): boolean {
    return this.directories.has(expandPath(path));
  }

  /** The paths created by this installation below the permission's object that match the permission. */
  matching(permission: Permission): string[] {
    const files = permission.type.includes('file') ? [...this.copies.keys()].filter((path) => matches(permission, path)) : [];
    files.forEach(() => assertNoDefaultAcl(permission));
    const directories = permission.type.includes('directory') ? [...this.directories].filter((path) => matches(permission, path)) : [];
    return [...files, ...directories];
  }

  setPermissions(path: string, { mode, acls, context, owner, group }: Permission): void {
    const object = expandPath(path);
    if (this.permitted.has(object)) {
      throw failure(
        `The deployment failed because the permissions setting for (${object}) is specified more than once in the application specification `
        + 'file. Update the files section of the AppSpec file, and then try again.',
      );
    }
    this.permitted.add(object);
    if (mode !== null) this.steps.push(new ChangeMode(object, mode));
    if (acls !== null) this.steps.push(new ChangeAcl(object, acls));
    if (context !== null) this.steps.push(new ChangeContext(object, context));
    if (owner !== null || group !== null) this.steps.push(new ChangeOwner(object, owner, group));
  }

  toJSON(): object {
    return { instructions: this.steps };
  }
}

function failure(message: string): RubyError {
  return new RubyError('RuntimeError', message);
}
