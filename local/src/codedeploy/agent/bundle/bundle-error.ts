import { RubyError } from '../../../yaml/ruby/error';

/** A bundle that cannot be unpacked, or must not be. */
export class BundleError extends RubyError {
  constructor(message: string) {
    super('RuntimeError', message);
  }
}
