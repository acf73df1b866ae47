import { randomBytes } from 'node:crypto';
import type { RunAction } from '../execution/action';

/** What the pipeline's own Lambda function does to an environment's stack, by the action's `UserParameters`. */
const CARE: Readonly<Record<string, string>> = {
  recover: 'nothing to recover: locally, a failed environment leaves no stack behind',
  protect: 'nothing to protect locally',
};

/** Lambda: users' functions do not run locally; the pipeline's own function only serves CloudFormation, so skipping it is not worth a message. */
export function lambdaAction(otherwise: RunAction): RunAction {
  return (run) => {
    const summary = CARE[careOf(run.action.configuration.UserParameters) ?? ''];
    if (summary === undefined) return otherwise(run);
    run.reporter.debug('stack-care.not-needed', `${run.action.name}: ${summary}`);
    // Each attempt of a stage has its own id, as on AWS, where SAM needs it to publish a new version.
    return Promise.resolve({ summary, variables: { AttemptId: randomBytes(16).toString('hex') } });
  };
}

function careOf(text = ''): string | undefined {
  try {
    return (JSON.parse(text) as { care?: string } | null)?.care;
  } catch {
    // A user's function may take any parameters: it is not the pipeline's own.
    return undefined;
  }
}
