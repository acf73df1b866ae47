import { DeploymentAgent } from './deployment-agent';
import type { DeploymentSettings } from './deployment-settings';
import type { LifecycleEventResult } from '../../model/deployment';

/** A line of a script's log, or the result of an event. */
export type AgentAnswer =
  | { readonly type: 'log'; readonly event: string; readonly line: string }
  | { readonly type: 'result' } & LifecycleEventResult;

/**
 * Runs a deployment event by event for a caller that names each event on a line. This lets the caller act in between, as the service does
 * for BlockTraffic and AllowTraffic.
 */
export async function serveEvents(settings: DeploymentSettings, lines: AsyncIterable<string>, answer: (answer: AgentAnswer) => void): Promise<void> {
  let event = '';
  const agent = new DeploymentAgent({ ...settings, onLog: (line) => answer({ type: 'log', event, line }) });
  for await (const line of lines) {
    event = line.trim();
    if (event !== '') answer({ type: 'result', ...await agent.execute(event) });
  }
}
