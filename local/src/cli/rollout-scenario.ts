import { wholeNumber } from './options';
import type { Assumptions, RolloutHost } from '../codedeploy/rollout';
import { parseDeploymentConfig, parseMinimum } from '../codedeploy/rollout';
import { UserError } from '../messages/user-error';
import type { DeploymentConfig } from '../model/deployment';

/** The options of `gostyle rollout`, as typed. */
export interface ScenarioOptions {
  readonly hosts: string;
  readonly config: string;
  readonly initial: string;
  readonly revisions: string;
  readonly outcomes?: string;
  readonly outcomesByInstance?: string;
  readonly hostSeconds: string;
  readonly zones?: string;
  readonly minimumPerZone: string;
  readonly monitorSeconds?: string;
  readonly firstZoneMonitorSeconds?: string;
}

export interface Scenario {
  readonly hosts: readonly RolloutHost[];
  readonly config: DeploymentConfig;
  readonly assumptions: Assumptions;
}

/** More than any deployment group has; predictions are still fast. */
const MOST_HOSTS = 10_000;

export function readScenario(options: ScenarioOptions): Scenario {
  const size = wholeNumber('--hosts', options.hosts, 0, MOST_HOSTS);
  const health = oneForEach('--initial', options.initial, ['healthy', 'unhealthy', 'stopped'], size);
  const revisions = oneForEach('--revisions', options.revisions, ['unknown', 'old', 'current'], size);
  const zones = zonesOf(options.zones, size);
  const hosts = health.map((value, index): RolloutHost => ({
    id: `i${index + 1}`,
    zone: zones[index],
    // CodeDeploy attempts stopped instances too, and counts them as failed.
    health: value === 'healthy' ? 'healthy' : 'unhealthy',
    revision: revisions[index],
  }));
  const stopped = new Set(hosts.filter((_, index) => health[index] === 'stopped').map(({ id }) => id));
  const outcome = outcomesOf(options, hosts);
  return {
    hosts,
    config: configOf(options),
    assumptions: {
      hostSeconds: seconds('--host-seconds', options.hostSeconds),
      outcome: (attempt, host) => !stopped.has(host) && outcome(attempt, host),
    },
  };
}

function configOf(options: ScenarioOptions): DeploymentConfig {
  const config = parseDeploymentConfig(options.config);
  if (options.zones === undefined) return config;
  if (config.name.startsWith('CodeDeployDefault.')) {
    throw new UserError(
      `--zones: only a custom deployment configuration can be zonal; give --config as HOST_COUNT=n or FLEET_PERCENT=p, got: ${config.name}`,
    );
  }
  const [type, value] = options.minimumPerZone.split('=', 2);
  if (type !== 'HOST_COUNT' && type !== 'FLEET_PERCENT') {
    throw new UserError(`--minimum-per-zone must be HOST_COUNT=n or FLEET_PERCENT=p, got: ${options.minimumPerZone}`);
  }
  const { monitorSeconds, firstZoneMonitorSeconds } = options;
  return {
    ...config,
    zonal: {
      minimumHealthyHostsPerZone: { type, value: parseMinimum(type, value ?? '') },
      ...(monitorSeconds && { monitorDurationSeconds: seconds('--monitor-seconds', monitorSeconds) }),
      ...(firstZoneMonitorSeconds && { firstZoneMonitorDurationSeconds: seconds('--first-zone-monitor-seconds', firstZoneMonitorSeconds) }),
    },
  };
}

function zonesOf(text: string | undefined, size: number): string[] {
  if (text === undefined) return Array<string>(size).fill('');
  if (/^\d+$/.test(text)) {
    const count = wholeNumber('--zones', text, 1, 26);
    return Array.from({ length: size }, (_, index) => String.fromCharCode('a'.charCodeAt(0) + (index % count)));
  }
  const zones = text.split(',').map((zone) => zone.trim());
  if (zones.length !== size || zones.includes('')) throw new UserError(`--zones must name a zone for each of the ${size} instances, got: ${text}`);
  return zones;
}

function outcomesOf(options: ScenarioOptions, hosts: readonly RolloutHost[]): Assumptions['outcome'] {
  if (options.outcomes !== undefined && options.outcomesByInstance !== undefined) {
    throw new UserError('--outcomes and --outcomes-by-instance must not be set together; leave out one of them');
  }
  const byAttempt = outcomeList('--outcomes', options.outcomes, hosts.length);
  const byInstance = outcomeList('--outcomes-by-instance', options.outcomesByInstance, hosts.length);
  const failing = new Set(hosts.filter((_, index) => byInstance[index] === 'F').map(({ id }) => id));
  return (attempt, host) => byAttempt[attempt] !== 'F' && !failing.has(host);
}

function outcomeList(option: string, text: string | undefined, size: number): string[] {
  const outcomes = [...(text ?? '').replace(/[\s,]/g, '').toUpperCase()];
  if (outcomes.some((outcome) => outcome !== 'S' && outcome !== 'F')) {
    throw new UserError(`${option} must contain only S (succeeds) and F (fails), got: ${text}`);
  }
  if (outcomes.length > size) throw new UserError(`${option} has ${outcomes.length} outcomes, but there are only ${size} instances`);
  return outcomes;
}

function oneForEach<T extends string>(option: string, text: string, allowed: readonly T[], size: number): T[] {
  const values = text.split(',').map((typed) => {
    const value = allowed.find((candidate) => candidate === typed.trim());
    if (value === undefined) throw new UserError(`${option} must contain only ${allowed.join(', ')}, got: ${typed}`);
    return value;
  });
  if (values.length !== 1 && values.length !== size) {
    throw new UserError(`${option} must contain one value for all instances, or one for each of the ${size}, got: ${values.length} values`);
  }
  return Array.from({ length: size }, (_, index) => values[values.length === 1 ? 0 : index]);
}

function seconds(option: string, text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new UserError(`${option} must be a number of seconds, got: ${text}`);
  return Number(text);
}
