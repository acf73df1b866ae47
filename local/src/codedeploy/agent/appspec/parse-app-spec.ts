import { FILE_EXISTS_BEHAVIORS, type AppSpec, type FileExistsBehavior } from './app-spec';
import { AppSpecError } from './app-spec-error';
import { parseFiles } from './files';
import { parseHooks } from './hooks';
import { parsePermissions } from './permissions';
import { Sections } from './sections';
import { AppSpecValidationError } from './validation-error';
import { loadYaml } from '../../../yaml/psych/load';
import { PsychSyntaxError } from '../../../yaml/psych/syntax-error';
import { RubyError } from '../../../yaml/ruby/error';
import { toS } from '../../../yaml/ruby/format';
import { isTruthy, type RubyValue } from '../../../yaml/ruby/value';

/**
 * Reads an AppSpec as the CodeDeploy agent 1.8.1 does, with the same order of checks and the same messages. Throws an `AppSpecError`, with
 * the line if it is known.
 */
export function parseAppSpec(text: string | Buffer): AppSpec {
  try {
    const { value, positions } = loadYaml(text);
    return validate(new Sections(value, positions));
  } catch (error) {
    if (error instanceof AppSpecError) throw error;
    if (error instanceof PsychSyntaxError) throw new AppSpecError(error, error);
    if (error instanceof RubyError) throw new AppSpecError(error);
    throw error;
  }
}

function validate(sections: Sections): AppSpec {
  if (!isTruthy(sections.root)) {
    throw new AppSpecValidationError(
      'The deployment failed because the application specification file was empty. Make sure your AppSpec file defines at minimum the '
      + '\'version\' and \'os\' properties.',
    );
  }
  return {
    version: sections.read('version', parseVersion),
    os: sections.read('os', parseOs),
    hooks: sections.read('hooks', (value) => parseHooks(isTruthy(value) ? value : new Map(), sections)),
    files: sections.read('files', (value) => parseFiles(isTruthy(value) ? value : [], sections)),
    permissions: sections.read('permissions', (value) => parsePermissions(isTruthy(value) ? value : [], sections)),
    fileExistsBehavior: sections.read('file_exists_behavior', parseFileExistsBehavior),
  };
}

function parseVersion(version: RubyValue): number | bigint {
  if (version === 0n || version === 0) return version;
  throw new AppSpecValidationError(
    `The deployment failed because an invalid version value (${toS(version)}) was entered in the application specification file. Make sure `
    + 'your AppSpec file specifies "0.0" as the version, and then try again.',
  );
}

function parseOs(os: RubyValue): 'linux' {
  if (os === 'linux') return os;
  throw new AppSpecValidationError(
    `The deployment failed because the application specification file specifies an unsupported operating system (${toS(os)}). Specify either `
    + '"linux" or "windows" in the os section of the AppSpec file, and then try again.',
  );
}

function parseFileExistsBehavior(behavior: RubyValue): FileExistsBehavior | null {
  if (behavior === null) return null;
  const known = FILE_EXISTS_BEHAVIORS.find((name) => name === behavior);
  if (known) return known;
  throw new AppSpecValidationError(
    `The deployment failed because an invalid file_exists_behavior value (${toS(behavior)}) was entered in the application specification `
    + `file. Make sure your AppSpec file specifies one of ${FILE_EXISTS_BEHAVIORS.join(',')} as the file_exists_behavior, and then try again.`,
  );
}
