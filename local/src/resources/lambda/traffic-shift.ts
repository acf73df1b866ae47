import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Invocation } from './execution-environment';
import type { FunctionSettings } from './function-settings';
import { runHook } from './hook-run';
import { ActionFailure, stopIfAsked } from '../../model/action-failure';
import type { InlineFunction } from '../functions/inline-function';
import type { Work } from '../shape/resource';

export interface ShiftParts {
  readonly environment: string;
  readonly settings: FunctionSettings;
  readonly first: boolean;
  readonly shortened: number;
  readonly deploymentId: string;
  readonly invokeNew: (invocation: Invocation) => Promise<Answer>;
  /** Sets the new version's share of the traffic. */
  readonly weigh: (weight: number) => void;
  readonly onAlarm: (names: readonly string[], listener: (name: string) => void) => () => void;
  /** What to add to a failure if requests were throttled in the meantime. */
  readonly throttled: () => string;
  readonly lastLines: () => readonly string[];
}

/** Shifts the alias's traffic as CodeDeploy does: hook, steps, hook. An alarm, a failed hook or a person ends it. */
export async function shiftTraffic(parts: ShiftParts, { reporter, signal }: Work): Promise<void> {
  const { environment, settings: { steps, hooks, rollbackAlarms, configurationName }, shortened } = parts;
  if (parts.first) return parts.weigh(1);
  const alarm = new AbortController();
  let raised: string | undefined;
  let moved = false;
  const unwatch = parts.onAlarm(rollbackAlarms, (name) => {
    raised ??= name;
    alarm.abort();
  });
  const either = AbortSignal.any([signal, alarm.signal]);
  const goOn = () => {
    stopIfAsked(signal);
    if (raised === undefined) return;
    const result = moved ? 'so traffic is back on the previous version' : 'so no traffic has moved to the new version';
    throw failed(parts, `alarm ${raised} is in alarm, ${result}${parts.throttled()}`);
  };
  try {
    if (raised !== undefined) {
      throw failed(parts, `alarm ${raised} was already active, and CodeDeploy then refuses to start a deployment; to deploy a fix, set `
        + '`heedAlarms: false` on its `LambdaDeployment`');
    }
    goOn();
    if (hooks.before) await call(hooks.before, 'BeforeAllowTraffic', parts, either);
    for (const { weight, waitSeconds } of steps) {
      goOn();
      parts.weigh(weight);
      moved = true;
      const wait = waitSeconds / shortened;
      const here = shortened > 1 ? ` instead of ${waitSeconds}` : '';
      reporter.info('function.traffic', `${environment}: ${Math.round(weight * 100)} % of the requests go to the new version (${configurationName})`
        + `${waitSeconds > 0 ? `, for ${Number(wait.toFixed(1))} s${here}` : ''}`);
      await delay(wait * 1000, undefined, { signal: either }).catch(() => undefined);
    }
    goOn();
    if (hooks.after) await call(hooks.after, 'AfterAllowTraffic', parts, either);
    goOn();
  } finally {
    unwatch();
  }
}

async function call(hook: InlineFunction, event: string, parts: ShiftParts, signal: AbortSignal): Promise<void> {
  const { status, lastLines } = await runHook(hook, parts.deploymentId, parts.invokeNew, signal);
  if (status === 'Succeeded' || signal.aborted) return;
  throw failed(parts, `the hook ${event} (${hook.logicalId}) failed, so traffic stays on the previous version`, lastLines);
}

function failed({ environment, deploymentId, lastLines }: ShiftParts, why: string, own: readonly string[] = []): ActionFailure {
  return new ActionFailure(`deployment ${deploymentId} to ${environment}: ${why}`, { environment, lastLines: [...own, ...lastLines()] });
}
