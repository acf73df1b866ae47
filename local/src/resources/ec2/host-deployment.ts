import type { LifecycleEventName } from './lifecycle-events';
import { duration } from '../../messages/duration';
import type { Reporter } from '../../messages/reporter';
import type { LifecycleEventResult, LifecycleEventStatus } from '../../model/deployment';
import type { LoadBalancer } from '../../model/target';
import { deadline } from '../../system/deadline';

const EVENT_CODES = {
  Succeeded: 'deployment.event.succeeded', Failed: 'deployment.event.failed', Skipped: 'deployment.event.skipped',
} as const;

/** Runs one lifecycle event inside the instance; never rejects. */
export interface HostAgent {
  run(event: LifecycleEventName): Promise<LifecycleEventResult>;
  close(): Promise<void>;
}

interface DeploymentTarget {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** Settles when the instance is gone, for whatever reason. */
  readonly stopped: Promise<unknown>;
}

export interface HostDeploymentParts {
  readonly target: DeploymentTarget;
  readonly events: readonly LifecycleEventName[];
  readonly agent: HostAgent;
  readonly balancer: LoadBalancer;
  readonly allowTrafficTimeoutSeconds: number;
  readonly reporter: Reporter;
  /** Once it is aborted, no further event starts. */
  readonly signal: AbortSignal;
  readonly onEvent: (name: string, status: LifecycleEventStatus) => void;
}

/** One deployment to one instance: its events in order. When one fails, the rest is skipped. */
export async function deployToHost(parts: HostDeploymentParts): Promise<readonly LifecycleEventResult[]> {
  const results: LifecycleEventResult[] = [];
  let going = true;
  try {
    for (const event of parts.events) {
      going &&= !parts.signal.aborted;
      const result: LifecycleEventResult = going ? await runEvent(event, parts) : skipped(event);
      results.push(result);
      parts.onEvent(event, result.status);
      going &&= result.status === 'Succeeded';
    }
  } finally {
    await parts.agent.close();
  }
  return results;
}

export function firstFailed(results: readonly LifecycleEventResult[]): LifecycleEventResult | undefined {
  return results.find(({ status }) => status === 'Failed');
}

export function succeeded(results: readonly LifecycleEventResult[]): boolean {
  return results.every(({ status }) => status === 'Succeeded');
}

async function runEvent(event: LifecycleEventName, parts: HostDeploymentParts): Promise<LifecycleEventResult> {
  const { reporter, target, onEvent } = parts;
  onEvent(event, 'InProgress');
  const started = performance.now();
  const gone = target.stopped.then((): LifecycleEventResult => failed(event, `instance ${target.id} ended while ${event} was running on it`));
  const result: LifecycleEventResult = await Promise.race([actOn(event, parts), gone]);
  const seconds = Math.round(performance.now() - started) / 1000;
  const text = `${event}: ${result.status}${result.noop ? ' (nothing to do)' : ''} after ${duration(seconds)}`
    + (result.diagnostics?.message ? `, ${result.diagnostics.message}` : '');
  reporter[result.status === 'Failed' ? 'error' : 'info'](EVENT_CODES[result.status], text, {
    event,
    seconds,
    ...result.diagnostics,
  });
  return result;
}

function actOn(event: LifecycleEventName, parts: HostDeploymentParts): Promise<LifecycleEventResult> {
  switch (event) {
    case 'BlockTraffic': return blockTraffic(parts);
    case 'AllowTraffic': return allowTraffic(parts);
    default: return parts.agent.run(event);
  }
}

async function blockTraffic({ balancer, target }: HostDeploymentParts): Promise<LifecycleEventResult> {
  await balancer.deregister(target.id);
  return { name: 'BlockTraffic', status: 'Succeeded', noop: false };
}

async function allowTraffic({ balancer, target, allowTrafficTimeoutSeconds, signal }: HostDeploymentParts): Promise<LifecycleEventResult> {
  balancer.register(target);
  const timeout = deadline(allowTrafficTimeoutSeconds * 1000);
  try {
    await balancer.untilHealthy(target.id, AbortSignal.any([timeout, signal]));
    return { name: 'AllowTraffic', status: 'Succeeded', noop: false };
  } catch {
    const state = balancer.targets().find(({ id }) => id === target.id);
    const why = [state?.reason, state?.description].filter(Boolean).join(': ') || 'it is not registered with the load balancer';
    const waited = timeout.aborted ? `within ${allowTrafficTimeoutSeconds} s` : 'before the deployment was stopped';
    return failed('AllowTraffic', `instance ${target.id} did not become healthy behind the load balancer ${waited} (${why})`);
  }
}

function failed(name: LifecycleEventName, message: string): LifecycleEventResult {
  return { name, status: 'Failed', noop: false, diagnostics: { errorCode: 'UnknownError', scriptName: '', message, logTail: '' } };
}

function skipped(name: LifecycleEventName): LifecycleEventResult {
  return { name, status: 'Skipped', noop: false };
}
