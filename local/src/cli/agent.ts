import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { addDeploymentOptions, settingsFrom, type DeploymentOptions } from './deployment-options';
import { printJson } from './json';
import { DeploymentAgent } from '../codedeploy/agent';

export function command(): Command {
  return addDeploymentOptions(new Command('agent'))
    .description('Makes one deployment, an event at a time: reads the names of events from standard input, a line each, and answers with lines of JSON. Used inside of local instances.')
    .action(serve);
}

/** `{"type":"log",...}` for each line of a script's log, `{"type":"result",...}` when an event has ended. */
async function serve(options: DeploymentOptions): Promise<void> {
  let event = '';
  const agent = new DeploymentAgent({ ...settingsFrom(options), onLog: (line) => printJson({ type: 'log', event, line }) });
  for await (const line of createInterface({ input: process.stdin })) {
    event = line.trim();
    if (event !== '') printJson({ type: 'result', ...await agent.execute(event) });
  }
}
