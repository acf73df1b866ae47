import type { FileMapping } from './app-spec';
import type { Sections } from './sections';
import { AppSpecValidationError } from './validation-error';
import { toS } from '../../../yaml/ruby/format';
import type { RubyValue } from '../../../yaml/ruby/value';
import { fetch } from '../ruby/calls';

export function parseFiles(files: RubyValue, sections: Sections): FileMapping[] {
  return sections.readItems(files, parseFileMapping);
}

function parseFileMapping(mapping: RubyValue): FileMapping {
  const source = fetch(mapping, 'source');
  const destination = fetch(mapping, 'destination');
  if (source === null) {
    throw new AppSpecValidationError(
      'The deployment failed because the application specification file specifies a destination file, but no source file. Update the files '
      + 'section of the AppSpec file, and then try again.',
    );
  }
  if (destination === null) {
    throw new AppSpecValidationError(
      `The deployment failed because the application specification file specifies only a source file (${toS(source)}). Add the name of the `
      + 'destination file to the files section of the AppSpec file, and then try again.',
    );
  }
  return { source, destination };
}
