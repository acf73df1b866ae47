import type { FailureDigest } from './run-state';

/** Where it failed, from the stage to the host; what has the name of its stage is not repeated. */
export function placeOfFailure({ stage, action, environment, instance }: FailureDigest): readonly string[] {
  return [...new Set([stage, action, environment, instance].filter((each) => each !== undefined))];
}
