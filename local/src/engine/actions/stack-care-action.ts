import { randomBytes } from 'node:crypto';
import type { RunAction } from '../execution/action';

/** What the function of a pipeline's own does to the stack of an environment, as the action's `UserParameters` say it. */
const CARE: Readonly<Record<string, string>> = {
  recover: 'nothing to recover: here an environment comes up or leaves no stack behind',
  protect: 'nothing to protect here',
};

/** Lambda: the functions of a user have no counterpart; what the pipeline does for CloudFormation's sake is no news on this machine. */
export function lambdaAction(otherwise: RunAction): RunAction {
  return (run) => {
    const summary = CARE[careOf(run.action.configuration.UserParameters) ?? ''];
    if (summary === undefined) return otherwise(run);
    run.reporter.debug('stack-care.not-needed', `${run.action.name}: ${summary}`);
    // Each try of a stage has its own, as in AWS: what SAM publishes a version for.
    return Promise.resolve({ summary, variables: { AttemptId: randomBytes(16).toString('hex') } });
  };
}

function careOf(text = ''): string | undefined {
  try {
    return (JSON.parse(text) as { care?: string } | null)?.care;
  } catch {
    // A user's function may be told what it likes: it is not ours.
    return undefined;
  }
}
