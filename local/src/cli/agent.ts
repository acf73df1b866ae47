import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { addDeploymentOptions, settingsFrom, type DeploymentOptions } from './deployment-options';
import { printJson } from './json';
import { serveEvents } from '../codedeploy/agent';

export function command(): Command {
  return addDeploymentOptions(new Command('agent'))
    .description('Performs one deployment, event by event: reads the names of events from standard input, one per line, and answers '
      + 'with lines of JSON. Used inside local instances.')
    .action((options: DeploymentOptions) => serveEvents(settingsFrom(options), createInterface({ input: process.stdin }), printJson));
}
