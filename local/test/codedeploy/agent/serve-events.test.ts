import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sandbox } from './sandbox';
import { serveEvents, type AgentAnswer } from '../../../src/codedeploy/agent';

describe('an agent that gets events one at a time', () => {
  const sandbox = new Sandbox();
  afterAll(() => sandbox.remove());

  test('returns the log and the result of each event before it handles the next', async () => {
    const path = sandbox.write('revision', {
      'appspec.yml': 'version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n    - location: a.sh\n',
      'a.sh': '#!/bin/bash\necho hello\n',
    });
    const told: (AgentAnswer | string)[] = [];
    const events = async function* (): AsyncIterable<string> {
      for (const event of ['DownloadBundle', '', ' AfterInstall ', 'BlockTraffic']) {
        told.push(event);
        yield await Promise.resolve(event);
      }
    };
    await serveEvents({
      root: sandbox.root,
      deploymentId: 'd-1',
      deploymentGroupId: 'dg-1',
      deploymentGroupName: 'g',
      applicationName: 'a',
      bundle: {
        path,
        type: 'directory',
      },
    }, events(), (answer) => told.push(answer));
    const log = (line: string): AgentAnswer => ({ type: 'log', event: 'AfterInstall', line });
    expect(told).toEqual([
      'DownloadBundle',
      { type: 'result', name: 'DownloadBundle', status: 'Succeeded', noop: false },
      '',
      ' AfterInstall ',
      log('LifecycleEvent - AfterInstall'), log('Script - a.sh'), log('[stdout]hello'),
      { type: 'result', name: 'AfterInstall', status: 'Succeeded', noop: false },
      'BlockTraffic',
      expect.objectContaining({
        type: 'result',
        status: 'Failed',
        diagnostics: expect.objectContaining({ message: 'Unsupported command type: BlockTraffic.' }) as object,
      }),
    ]);
    // As Ruby's logger begins a file.
    expect(readFileSync(join(sandbox.root, 'deployment-logs/codedeploy-agent-deployments.log'), 'utf8'))
      .toMatch(/^# Logfile created on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} by logger\.rb\/v[\d.]+\n\[\d{4}-/);
  });
});
