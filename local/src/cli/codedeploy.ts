import { Command, Option } from 'commander';
import { addDeploymentOptions, listOf, settingsFrom, type DeploymentOptions } from './deployment-options';
import { withExamples } from './help';
import { untilInterrupted } from './interrupt';
import { printJson } from './json';
import { DEFAULT_LIFECYCLE_EVENTS, DeploymentAgent, runDeployment } from '../codedeploy/agent';
import { UserError } from '../messages/user-error';
import { visible, visibleWithColours } from '../messages/visible-text';
import type { LifecycleEventResult } from '../model/deployment';

interface CodeDeployOptions extends DeploymentOptions {
  readonly events: readonly string[];
  readonly ignoreApplicationStopFailures?: true;
  readonly json?: true;
}

const EXAMPLES = [
  { line: 'gostyle codedeploy --bundle build/revision --root /tmp/agent --deployment-group web', does: 'all lifecycle events of one deployment' },
  { line: 'gostyle codedeploy --bundle web.zip --root /tmp/agent --deployment-group web --events DownloadBundle,Install', does: 'only these two' },
];

export function command(): Command {
  return addDeploymentOptions(withExamples(new Command('codedeploy'), EXAMPLES))
    .description('Performs one deployment to one instance, as the CodeDeploy agent does. The instance is this machine: '
      + 'files are installed and scripts run right here. Exits with status 1 if the deployment fails.')
    .addOption(new Option('--events <names>', 'the lifecycle events to send, in order')
      .argParser(listOf)
      .default([...DEFAULT_LIFECYCLE_EVENTS], 'the eleven default events of the agent'))
    .option('--ignore-application-stop-failures', 'continue after a failed BeforeBlockTraffic, AfterBlockTraffic or ApplicationStop')
    .option('--json', 'print the result as JSON')
    .action(deploy);
}

async function deploy(options: CodeDeployOptions): Promise<void> {
  if (options.events.length === 0) throw new UserError('--events: name at least one lifecycle event, for example DownloadBundle,Install');
  const settings = settingsFrom(options);
  const result = await untilInterrupted((signal) => {
    signal.addEventListener('abort', () => process.stderr.write('ending: the running script is stopped, and the rest skipped\n'));
    const agent = new DeploymentAgent({ ...settings, signal, onLog: (line) => process.stderr.write(`  ${visibleWithColours(line)}\n`) });
    return runDeployment(agent, {
      deploymentId: settings.deploymentId,
      events: options.events,
      ignoreApplicationStopFailures: options.ignoreApplicationStopFailures,
      signal,
      onEvent: (event) => process.stderr.write(forPeople(event)),
    });
  });
  if (options.json) printJson(result);
  process.stderr.write(`deployment ${result.deploymentId}: ${result.status}\n`);
  if (result.status === 'Failed') process.exitCode = 1;
}

function forPeople({ name, status, noop, diagnostics }: LifecycleEventResult): string {
  const detail = diagnostics ? `: ${diagnostics.errorCode}: ${diagnostics.message}` : '';
  return visible(`${name} ${status}${noop ? ' (nothing to do)' : ''}${detail}\n`);
}
