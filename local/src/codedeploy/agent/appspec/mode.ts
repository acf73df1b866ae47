import { AppSpecValidationError } from './validation-error';
import { toS } from '../../../yaml/ruby/format';
import type { RubyValue } from '../../../yaml/ruby/value';

/** One to four octal digits; shorter ones are padded with zeros to three. */
export function parseMode(value: RubyValue): string {
  const mode = toS(value).padStart(3, '0');
  const chars = [...mode];
  if (chars.length > 4) {
    throw new AppSpecValidationError(
      `The deployment failed because the length of a permissions mode (${mode}) in the application specification file is invalid. `
      + 'Permissions modes must be between one and four characters long. Update the permissions section of the AppSpec file, and then try '
      + 'again.',
    );
  }
  const wrong = chars.find((char) => !/[0-7]/.test(char));
  if (wrong !== undefined) {
    throw new AppSpecValidationError(
      `The deployment failed because the permissions mode (${mode}) in the application specification file contains an invalid character `
      + `(${wrong}). Update the permissions section of the AppSpec file, and then try again.`,
    );
  }
  return mode;
}
