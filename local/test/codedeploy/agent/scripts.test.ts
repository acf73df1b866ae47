import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sandbox } from './sandbox';
import { DeploymentAgent } from '../../../src/codedeploy/agent';
import type { LifecycleEventResult } from '../../../src/model/deployment';
import { until } from '../../until';

describe('a script', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());

  const lines: string[] = [];
  const run = async (script: string, extra = '', environment: Record<string, string> = {}): Promise<LifecycleEventResult> => {
    lines.length = 0;
    const path = sandbox.write('revision', {
      'appspec.yml': `version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n    - location: a.sh\n${extra}`,
      'a.sh': `#!/bin/bash\n${script}\n`,
    });
    const agent = new DeploymentAgent({
      root: sandbox.root,
      deploymentId: 'd-1',
      deploymentGroupId: 'dg-1',
      deploymentGroupName: 'MyGroup',
      applicationName: 'MyApp',
      bundle: { path, type: 'directory' },
      revisionEnvironment: environment,
      onLog: (line) => lines.push(line),
    });
    await agent.execute('DownloadBundle');
    return agent.execute('AfterInstall');
  };
  const out = (name: string): string => readFileSync(join(sandbox.out, name), 'utf8');

  test('gets variables of the deployment and of the revision', async () => {
    await run('env > @OUT@/env', '', { BUNDLE_BUCKET: 'bucket', BUNDLE_KEY: 'key' });
    expect(out('env').split('\n')).toEqual(expect.arrayContaining([
      'LIFECYCLE_EVENT=AfterInstall', 'DEPLOYMENT_ID=d-1', 'APPLICATION_NAME=MyApp', 'DEPLOYMENT_GROUP_NAME=MyGroup', 'DEPLOYMENT_GROUP_ID=dg-1',
      'BUNDLE_BUCKET=bucket', 'BUNDLE_KEY=key',
    ]));
  });

  test('has no input, no arguments, the agent\'s directory and a process group of its own', async () => {
    await run('{ cat | wc -c; echo $#; pwd; [ "$(cut -d" " -f5 /proc/$$/stat)" = $$ ] && echo own; } > @OUT@/facts');
    expect(out('facts')).toBe(`0\n0\n${process.cwd()}\nown\n`);
  });

  test('can open /dev/stdout and /dev/stderr', async () => {
    const result = await run('echo out > /dev/stdout\necho err | tee /dev/stderr > /dev/null\nexit 1');
    expect(result.diagnostics?.logTail).toContain('[stdout]out\n');
    expect(result.diagnostics?.logTail).toContain('[stderr]err\n');
  });

  test('has its output reported line by line while it runs', async () => {
    await run('echo one; echo two >&2');
    expect(lines).toEqual(['LifecycleEvent - AfterInstall', 'Script - a.sh', '[stdout]one', '[stderr]two']);
  });

  test('can write more than fits into a pipe, on both outputs', async () => {
    const result = await run('head -c 300000 /dev/zero | tr "\\0" "x" | fold -w 99; head -c 300000 /dev/zero | tr "\\0" "y" | fold -w 99 >&2');
    expect(result.status).toBe('Succeeded');
    expect(lines.filter((line) => line.startsWith('[stdout]x')).join('').length).toBe(300_000 + 3_031 * '[stdout]'.length);
  });

  test('fails at its time-out, and is killed together with its children', async () => {
    const result = await run('sleep 60 & echo $! > @OUT@/child; sleep 60', '      timeout: 10\n');
    expect(result.diagnostics).toMatchObject({
      errorCode: 'ScriptTimedOut',
      message: 'Script at specified location: a.sh failed to complete in 10 seconds',
    });
    // The process that adopted it may need a moment to reap it.
    await until(() => !isAlive(Number(out('child'))), 'the child is gone');
  });

  test('fails if it leaves a child behind that keeps its output open, and the child keeps running', async () => {
    const result = await run('sleep 60 & echo $! > @OUT@/child', '      timeout: 10\n');
    const child = Number(out('child'));
    expect(result.diagnostics).toMatchObject({ errorCode: 'UnknownError', message: 'Script at specified location: a.sh failed to close STDOUT' });
    expect(process.kill(child, 0)).toBe(true);
    process.kill(child);
  });

  test('fails on output that is not UTF-8, even with exit status 0', async () => {
    const result = await run('printf "\\xff\\n"');
    expect(result.diagnostics).toEqual({
      errorCode: 'UnknownError', scriptName: 'a.sh', message: 'Attempting minimal diagnostics', logTail: 'Exception JSON::GeneratorError occured',
    });
  });

  test('logs to the file that all deployments share', async () => {
    await run('echo "  hello  "');
    const log = readFileSync(join(sandbox.root, 'deployment-logs', 'codedeploy-agent-deployments.log'), 'utf8');
    expect(log).toMatch(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\] \[d-1\]\[stdout\] {2}hello$/m);
  });
});

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
