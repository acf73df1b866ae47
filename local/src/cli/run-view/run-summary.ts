import type { Style } from './style';
import { duration } from '../../messages/duration';
import { visible } from '../../messages/visible-text';
import type { RunState } from '../../model/run-state';
import { servingText } from '../../model/serving';

/** The last line of `gostyle run --json`. */
export interface RunSummary {
  readonly type: 'summary';
  readonly status: 'Succeeded' | 'Failed' | 'Stopped';
  readonly commit: string;
  readonly seconds: number;
  readonly stages: readonly { readonly name: string; readonly status: string; readonly seconds: number }[];
  readonly environments: readonly {
    readonly name: string;
    readonly url: string;
    readonly revision: string;
    readonly instances: number;
    readonly requests: number;
    readonly dropped: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
    /** How often each request of the load was sent. */
    readonly sent?: Readonly<Record<string, number>>;
  }[];
}

export function runSummary({ environments, executions }: RunState, seconds: number): RunSummary {
  const execution = executions.at(0);
  return {
    type: 'summary',
    status: execution?.status === 'Succeeded' || execution?.status === 'Failed' ? execution.status : 'Stopped',
    commit: execution?.commit.id ?? '',
    seconds: Math.round(seconds * 1000) / 1000,
    stages: (execution?.stages ?? []).map(({ name, status, seconds: taken }) => ({ name, status, seconds: taken ?? 0 })),
    environments: environments.map(({ name, url, revision, instances, load }) => ({
      name,
      url,
      revision: revision ?? '',
      instances: instances.filter(({ inService }) => inService).length,
      requests: load?.requests ?? 0,
      dropped: load?.dropped ?? 0,
      p50Ms: load?.p50Ms ?? 0,
      p99Ms: load?.p99Ms ?? 0,
      ...(load && { sent: load.sent }),
    })),
  };
}

/** The summary as text. @param state what it is the summary of */
export function summaryText({ status, commit, environments, seconds }: RunSummary, state: RunState, style: Style): string {
  const lines = environments.map(({ name, url, requests, dropped, p50Ms, p99Ms, sent = {} }) => {
    const environment = state.environments.find((each) => each.name === name);
    const what = Object.entries(sent).map(([request, count]) => `${request} ${count}`).join(', ');
    const times = `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
    const load = requests > 0 ? `, ${requests} requests${what && ` (${what})`}, ${dropped} dropped, ${times}` : '';
    return visible(`  ${name}: ${environment ? servingText(environment) : 'nothing deployed yet'}, ${url || 'not running'}${load}`);
  });
  const colour = status === 'Succeeded' ? 'green' : 'red';
  return [`${style.of(colour, status)}${commit && ` ${commit.slice(0, 7)}`} after ${duration(seconds)}`, ...lines].join('\n');
}
