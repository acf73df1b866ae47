import type { TaskSettings } from './service-settings';
import type { OneService } from '../../fleet';

const UNIT = 'application.service';
const ENVIRONMENT_FILE = '/etc/gostyle/task';
/** What stands in for the user of a container in `/etc/passwd`, which an image need not have. */
const USER = 'container';

/** The container of a task, as a unit: its user, its directory, its read-only root and nothing of what it may not do. */
export function taskUnit(task: TaskSettings, environment: Readonly<Record<string, string>>): OneService {
  const [user, group = user] = task.user.split(':');
  const root = user === '0' || user === 'root';
  return {
    unit: UNIT,
    definition: [
      '[Unit]', 'Description=Container', 'DefaultDependencies=no', '',
      '[Service]',
      `ExecStart=${task.command.map(quoted).join(' ')}`,
      `WorkingDirectory=${task.workingDirectory}`,
      `EnvironmentFile=${ENVIRONMENT_FILE}`,
      ...root ? [] : [`User=${USER}`],
      ...task.readOnlyRoot ? ['ProtectSystem=strict'] : [],
      'PrivateTmp=yes',
      'NoNewPrivileges=yes',
      'CapabilityBoundingSet=',
      'InaccessiblePaths=-/opt/codedeploy-agent',
      `TimeoutStopSec=${task.stopTimeoutSeconds}`,
      'Restart=no', '',
    ].join('\n'),
    files: {
      [ENVIRONMENT_FILE]: { text: Object.entries(environment).map(([name, value]) => `${name}=${assigned(value)}\n`).join(''), mode: '0600' },
      ...root ? {} : {
        '/etc/passwd': { text: `${USER}:x:${user}:${group}::${task.workingDirectory}:/usr/sbin/nologin\n`, mode: '0644', append: true },
        '/etc/group': { text: `${USER}:x:${group}:\n`, mode: '0644', append: true },
      },
    },
  };
}

/** For `ExecStart`: quotes, and no specifiers or variables of systemd. */
function quoted(argument: string): string {
  const escaped = argument.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@./:=,+-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** For an environment file: within single quotes nothing is special, and a single quote is written outside of them. */
function assigned(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
