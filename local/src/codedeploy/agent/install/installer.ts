import { existsSync, opendirSync, writeFileSync } from 'node:fs';
import { CleanupFile, cleanUp } from './cleanup-file';
import { InstallBounds } from './install-bounds';
import { Instructions } from './instructions';
import { assertFilePermission, assertNoDefaultAcl } from './permission-rules';
import { RubyError } from '../../../yaml/ruby/error';
import type { AppSpec, FileMapping, Permission } from '../appspec/app-spec';
import { stringArgument } from '../ruby/calls';
import { isDirectory } from '../ruby/file-test';
import { basename, dirname, joinPath, joinValues } from '../ruby/path';

export interface InstallSettings {
  /** Folder of the revision's files. */
  readonly archive: string;
  readonly installFile: string;
  readonly cleanupFile: string;
  /** The deployment's setting, overridden by the AppSpec. Not validated: an unknown value fails at the first conflict. */
  readonly fileExistsBehavior: string;
}

/**
 * Removes what the last installation created, then copies files and sets permissions as the AppSpec says. Everything is planned first, so a
 * conflict leaves neither the old nor the new files.
 */
export function install(appSpec: AppSpec, settings: InstallSettings): void {
  cleanUp(settings.cleanupFile);
  const behavior = appSpec.fileExistsBehavior ?? settings.fileExistsBehavior;
  const instructions = new Instructions();
  const plan = { instructions, behavior, bounds: new InstallBounds(settings.archive) };
  for (const mapping of appSpec.files) planFiles(plan, mapping, settings.archive);
  for (const permission of appSpec.permissions) planPermission(instructions, permission);
  writeFileSync(settings.installFile, JSON.stringify(instructions));
  run(instructions, settings.cleanupFile);
}

function run({ steps }: Instructions, path: string): void {
  const cleanup = new CleanupFile(path);
  try {
    for (const step of steps) step.execute(cleanup);
  } finally {
    cleanup.close();
  }
}

interface Plan {
  readonly instructions: Instructions;
  readonly behavior: string;
  readonly bounds: InstallBounds;
}

/** The contents of a directory go into the destination; a file goes below it under its own name. */
function planFiles(plan: Plan, mapping: FileMapping, archive: string): void {
  const source = joinValues(archive, mapping.source);
  if (isDirectory(source)) {
    const destination = stringArgument(mapping.destination);
    planMissingAncestors(plan.instructions, destination);
    planDirectory(plan, source, destination);
  } else {
    const target = joinValues(mapping.destination, basename(source));
    planMissingAncestors(plan.instructions, target);
    planFile(plan, source, target);
  }
}

function planDirectory(plan: Plan, source: string, destination: string): void {
  plan.bounds.folder(source);
  if (!isDirectory(destination)) plan.instructions.makeDirectory(destination);
  for (const name of namesIn(source)) {
    const planEntry = isDirectory(joinPath(source, name)) ? planDirectory : planFile;
    planEntry(plan, joinPath(source, name), joinPath(destination, name));
  }
}

/** In file system order, as in Ruby; the order of the cleanup file depends on it. */
function namesIn(directory: string): string[] {
  const handle = opendirSync(directory);
  try {
    const names: string[] = [];
    for (let entry = handle.readSync(); entry; entry = handle.readSync()) names.push(entry.name);
    return names;
  } finally {
    handle.closeSync();
  }
}

function planFile({ instructions, behavior, bounds }: Plan, source: string, destination: string): void {
  bounds.file(source, dirname(destination));
  if (!existsSync(destination) || behavior === 'OVERWRITE') return instructions.copy(source, destination);
  if (behavior === 'RETAIN') return;
  if (behavior === 'DISALLOW') {
    const conflict = `The deployment failed because a specified file already exists at this location: ${destination}`;
    throw new RubyError('RuntimeError', conflict);
  }
  const invalid = `The deployment failed because an invalid option was specified for fileExistsBehavior: ${behavior}.`;
  throw new RubyError('RuntimeError', `${invalid} Valid options include OVERWRITE, RETAIN, and DISALLOW.`);
}

function planMissingAncestors(instructions: Instructions, destination: string): void {
  const missing: string[] = [];
  let parent = dirname(destination);
  while (!existsSync(parent) && parent !== '.' && parent !== '/') {
    missing.unshift(parent);
    parent = dirname(parent);
  }
  missing.forEach((directory) => instructions.makeDirectory(directory));
}

/** An object that is neither deployed nor a directory is skipped. */
function planPermission(instructions: Instructions, permission: Permission): void {
  const { object } = permission;
  if (instructions.copiesFile(object)) {
    if (!permission.type.includes('file')) return;
    assertFilePermission(permission);
    assertNoDefaultAcl(permission);
    instructions.setPermissions(object, permission);
  } else if (instructions.makesDirectory(object) || isDirectory(object)) {
    for (const path of instructions.matching(permission)) instructions.setPermissions(path, permission);
  }
}
