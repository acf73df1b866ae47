import { fleet } from './fleet';
import { parseDeploymentConfig, simulateRollout } from '../../../src/codedeploy/rollout';
import cases from '../../cases/codedeploy-fleet-cases.json';

interface FleetCase {
  readonly id: string;
  readonly title: string;
  readonly instances: number;
  readonly config: string | { readonly type: string; readonly value: number };
  readonly initial: readonly string[];
  readonly outcomes: readonly string[];
  readonly expect: {
    readonly status: string;
    readonly max_concurrent?: number;
    readonly min_healthy?: number;
    readonly attempted?: number;
    readonly skipped?: number;
    readonly error_code?: string;
  };
  readonly confidence: string;
}

describe('a fleet is deployed to as documented by AWS', () => {
  const settled = (cases.cases as readonly FleetCase[]).filter(({ confidence }) => confidence !== 'unknown');
  test.each(settled.map((sample) => [sample.id, sample.title, sample] as const))('%s: %s', (_id, _title, sample) => {
    const config = parseDeploymentConfig(typeof sample.config === 'string' ? sample.config : `${sample.config.type}=${sample.config.value}`);
    const prediction = simulateRollout(fleet(...sample.initial), config, {
      hostSeconds: 60,
      outcome: (attempt) => sample.outcomes[attempt] === 'S',
    });
    expect(prediction).toMatchObject(withoutUndefined({
      status: sample.expect.status,
      maxConcurrent: sample.expect.max_concurrent,
      minimumHealthyHosts: sample.expect.min_healthy,
      attempted: sample.expect.attempted,
      skipped: sample.expect.skipped,
      errorCode: sample.expect.error_code,
    }));
    expect(prediction.attempted + prediction.skipped).toBe(sample.instances);
  });
});

function withoutUndefined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
