import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { addDeploymentOptions, settingsFrom, type DeploymentOptions } from './deployment-options';
import { printJson } from './json';
import { serveEvents } from '../codedeploy/agent';

export function command(): Command {
  return addDeploymentOptions(new Command('agent'))
    .description('Makes one deployment, an event at a time: reads the names of events from standard input, a line each, and answers '
      + 'with lines of JSON. Used inside of local instances.')
    .action((options: DeploymentOptions) => serveEvents(settingsFrom(options), createInterface({ input: process.stdin }), printJson));
}
