import { GostyleProcess } from './gostyle-process';
import { processesOf } from './processes-of';
import { WebApp } from './web-app';
import './running-engine';
import { until } from '../until';

// Waits are either so long that a canary never ends by itself, or negligibly short.
const FOREVER = ['--shorten-waits', '1'];
const AT_ONCE = ['--shorten-waits', '600'];

const isShifting = ({ code }: { code: string }) => code === 'ecs.shift' || code === 'function.traffic';

describe.each(['fargate', 'lambda'] as const)('with %s', (compute) => {
  const inProduction = async (): Promise<{ app: WebApp; good: string }> => {
    const app = new WebApp([{ name: 'production', instances: 2, compute }]);
    const first = new GostyleProcess(app.directory, '--once', ...AT_ONCE);
    expect(await first.exit()).toBe(0);
    return { app, good: first.summary!.commit };
  };

  test('a runner that is killed in the middle of a canary leaves nothing running, and the next run repeats the release', async () => {
    const { app, good } = await inProduction();
    const commit = app.commit('the second commit');
    const killed = new GostyleProcess(app.directory, '--once', ...FOREVER);
    await killed.untilMessage(isShifting);
    await killed.kill('SIGKILL');
    const next = new GostyleProcess(app.directory, '--once', '--load', '50', ...AT_ONCE);
    expect(await next.exit()).toBe(0);
    await until(() => processesOf(app).length === 0, 'nothing is left running');
    expect(next.summary).toMatchObject({ status: 'Succeeded', commit, environments: [{ revision: commit, dropped: 0 }] });
    expect(next.messages.find(isShifting)).toBeDefined();
    expect(good).not.toBe(commit);
  });

  test('a canary that a person ends is rolled back, and nothing is left running', async () => {
    const { app, good } = await inProduction();
    app.commit('the second commit');
    const stopped = new GostyleProcess(app.directory, '--once', '--load', '50', ...FOREVER);
    await stopped.untilMessage(isShifting);
    expect(await stopped.kill('SIGINT')).toBe(1);
    expect(stopped.summary).toMatchObject({ status: 'Stopped', environments: [{ revision: good, dropped: 0 }] });
    await until(() => processesOf(app).length === 0, 'nothing is left running');
  });
});
