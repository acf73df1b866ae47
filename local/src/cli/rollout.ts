import { Command } from 'commander';
import { withExamples } from './help';
import { printJson } from './json';
import { readScenario } from './rollout-scenario';
import type { ScenarioOptions } from './rollout-scenario';
import type { Prediction } from '../codedeploy/rollout';
import { simulateRollout } from '../codedeploy/rollout';

const EXAMPLES = [
  { line: 'gostyle rollout --hosts 4', does: 'four hosts, one at a time, all succeed' },
  { line: 'gostyle rollout --hosts 9 --config FLEET_PERCENT=40 --outcomes SSF', does: 'the third attempt fails' },
  { line: 'gostyle rollout --hosts 6 --config HOST_COUNT=4 --zones 3 --host-seconds 90', does: 'one zone after another' },
];

export function command(): Command {
  return withExamples(new Command('rollout'), EXAMPLES)
    .description('Predicts how CodeDeploy would deploy to a fleet: how many hosts it would attempt and skip, the result, and how long it would take.')
    .requiredOption('--hosts <n>', 'how many instances the deployment group has')
    .option('--config <name>', 'a predefined deployment configuration, HOST_COUNT=n or FLEET_PERCENT=p', 'CodeDeployDefault.OneAtATime')
    .option('--initial <list>', 'initial health of the instances: healthy, unhealthy or stopped; one value for all or one for each', 'healthy')
    .option('--revisions <list>', 'initial revision of the instances: old, unknown or current; one value for all or one for each', 'old')
    .option('--outcomes <list>', 'result of each attempt, in order: S (succeeds) or F (fails), for example SSF (default: all succeed)')
    .option('--outcomes-by-instance <list>', 'the same, in the order of the instances')
    .option('--host-seconds <s>', 'how long the deployment to one instance takes', '60')
    .option('--zones <list>', 'the instances\' Availability Zones (one for each), or the number of zones to spread them over; '
      + 'enables the zonal configuration')
    .option('--minimum-per-zone <minimum>', 'HOST_COUNT=n or FLEET_PERCENT=p that must stay healthy in each zone', 'FLEET_PERCENT=0')
    .option('--monitor-seconds <s>', 'how long to wait after each zone (default: no wait)')
    .option('--first-zone-monitor-seconds <s>', 'how long to wait after the first zone (default: as after the others)')
    .option('--json', 'print the prediction as JSON')
    .action((options: ScenarioOptions & { readonly json?: true }) => {
      const { hosts, config, assumptions } = readScenario(options);
      const prediction = simulateRollout(hosts, config, assumptions);
      if (options.json) printJson(prediction);
      else process.stderr.write(forPeople(prediction, `${config.name} on ${hosts.length} instance${hosts.length === 1 ? '' : 's'}`));
    });
}

function forPeople({ status, errorCode, ...numbers }: Prediction, what: string): string {
  return [
    `${status}${errorCode ? ` (${errorCode})` : ''}: ${what}`,
    `  attempted                ${numbers.attempted}`,
    `  skipped                  ${numbers.skipped}`,
    `  minimum healthy hosts    ${numbers.minimumHealthyHosts}`,
    `  most in progress at once ${numbers.maxConcurrent}`,
    `  estimated seconds        ${numbers.estimatedSeconds}`,
    '',
  ].join('\n');
}
