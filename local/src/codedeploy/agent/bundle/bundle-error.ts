import { AgentError } from '../ruby/error';

/** A bundle that cannot be unpacked, or that must not be. */
export class BundleError extends AgentError {
  constructor(message: string) {
    super('RuntimeError', message);
  }
}
