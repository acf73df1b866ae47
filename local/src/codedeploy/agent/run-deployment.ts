import type { DeploymentAgent } from './deployment-agent';
import { STOP_EVENTS } from './lifecycle-events';
import type { LifecycleEventResult } from '../../model/deployment';

export interface DeploymentResult {
  readonly deploymentId: string;
  readonly status: 'Succeeded' | 'Failed';
  readonly events: readonly LifecycleEventResult[];
}

export interface RunOptions {
  readonly deploymentId: string;
  readonly events: readonly string[];
  /** Report a failure of the stop events, but continue. */
  readonly ignoreApplicationStopFailures?: boolean;
  /** Skips the rest. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (result: LifecycleEventResult) => void;
}

/** Runs the events of a deployment in order; after a failure the rest is skipped. */
export async function runDeployment(agent: Pick<DeploymentAgent, 'execute'>, options: RunOptions): Promise<DeploymentResult> {
  const events: LifecycleEventResult[] = [];
  let failed = false;
  for (const name of options.events) {
    const result: LifecycleEventResult = failed ? { name, status: 'Skipped', noop: false } : await agent.execute(name);
    events.push(result);
    options.onEvent?.(result);
    const ignored = options.ignoreApplicationStopFailures && STOP_EVENTS.includes(name);
    failed ||= (result.status === 'Failed' && !ignored) || (options.signal?.aborted ?? false);
  }
  return { deploymentId: options.deploymentId, status: failed ? 'Failed' : 'Succeeded', events };
}
