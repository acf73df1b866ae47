import { keptForTheFile } from './after-test';
import { RunningEngine } from './running-engine';
import { WebApp, type EnvironmentSettings } from './web-app';
import type { OpenEngineOptions } from '../../src/engine';

export interface InProduction {
  readonly app: WebApp;
  readonly run: RunningEngine;
  /** The revision that is on every instance. */
  readonly good: string;
}

/**
 * A pipeline that the tests of a file share, because starting one takes most of the time of a test. Each test finds the repository in its
 * initial state, and one healthy revision on every instance. If a test leaves anything else, the next one gets a new pipeline.
 */
export class SharedPipeline {
  private current?: Omit<InProduction, 'good'>;

  constructor(private readonly production: EnvironmentSettings, private readonly options: Partial<OpenEngineOptions> = {}) {}

  async take(): Promise<InProduction> {
    const good = this.wholeRevision();
    if (this.current && good !== undefined) {
      this.current.app.restore();
      this.current.run.forget();
      return { ...this.current, good };
    }
    await this.current?.run.close();
    const made = await keptForTheFile(() => inProduction(this.production, this.options));
    made.run.forget();
    this.current = made;
    return made;
  }

  private wholeRevision(): string | undefined {
    const state = this.current?.run.engine.state();
    const environment = state?.environments.find(({ name }) => name === this.production.name);
    if (!state || !environment || state.executions.some(({ status }) => status === 'InProgress')) return undefined;
    const { revision, instances } = environment;
    const whole = instances.every((each) => each.lifecycle === 'InService' && each.target === 'healthy' && each.revision === revision);
    return whole && instances.length === this.production.instances ? revision : undefined;
  }
}

/** A repository whose first commit is on every instance. */
export async function inProduction(production: EnvironmentSettings, options: Partial<OpenEngineOptions> = {}): Promise<InProduction> {
  const app = new WebApp([production]);
  const run = await RunningEngine.start(app, options);
  const { status, commit } = await run.runHead();
  expect({ status, dropped: run.said('load.dropped') }).toEqual({ status: 'Succeeded', dropped: [] });
  return { app, run, good: commit.id };
}

/** The old revision is on each of the three instances and serves, and no request was dropped. */
export function expectUntouched(run: RunningEngine, revision: string): void {
  const production = run.environment('production');
  // Each says why.
  expect(run.said('load.dropped')).toEqual([]);
  expect(production).toMatchObject({ revision, load: { dropped: 0 } });
  expect(production.instances.map(({ revision: deployed, target }) => ({ deployed, target })))
    .toEqual(Array.from({ length: 3 }, () => ({ deployed: revision, target: 'healthy' })));
}
