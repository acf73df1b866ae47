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
  /** A failure on the stop side is told and passed over. */
  readonly ignoreApplicationStopFailures?: boolean;
  readonly onEvent?: (result: LifecycleEventResult) => void;
}

/** Sends the events of a deployment one after another; after one that failed the rest are skipped. */
export async function runDeployment(agent: Pick<DeploymentAgent, 'execute'>, options: RunOptions): Promise<DeploymentResult> {
  const events: LifecycleEventResult[] = [];
  let failed = false;
  for (const name of options.events) {
    const result: LifecycleEventResult = failed ? { name, status: 'Skipped', noop: false } : await agent.execute(name);
    events.push(result);
    options.onEvent?.(result);
    const ignored = options.ignoreApplicationStopFailures && STOP_EVENTS.includes(name);
    failed ||= result.status === 'Failed' && !ignored;
  }
  return { deploymentId: options.deploymentId, status: failed ? 'Failed' : 'Succeeded', events };
}
