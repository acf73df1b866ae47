import { Reporter } from '../../../src/messages/reporter';
import type { ExitStatus, Instance, SpawnOptions } from '../../../src/model/instance';
import { instanceAgent } from '../../../src/resources/ec2/instance-agent';

test('an agent that ends between two events fails the next one', async () => {
  let options: SpawnOptions = {};
  let end = (_status: ExitStatus) => {};
  const exited = new Promise<ExitStatus>((resolve) => { end = resolve; });
  const instance = {
    spawn: (_argv: readonly string[], given: SpawnOptions) => {
      options = given;
      return { exited, writeLine: () => undefined, endInput: () => undefined, kill: () => undefined };
    },
  } as Partial<Instance> as Instance;
  const agent = instanceAgent('/opt/gostyle/runner.cjs')(instance, {
    deploymentId: 'd-1',
    group: { deploymentGroupName: 'web', applicationName: 'web' },
    revision: { archive: '/revisions/1/bundle.zip', sha256: 'a'.repeat(64) },
    creator: 'user',
    reporter: new Reporter(() => undefined),
  } as unknown as Parameters<ReturnType<typeof instanceAgent>>[1]);
  const first = agent.run('ApplicationStop');
  options.onStdout?.(Buffer.from('{"type":"result","name":"ApplicationStop","status":"Succeeded","noop":true}\n'));
  expect(await first).toMatchObject({ status: 'Succeeded' });
  options.onStderr?.(Buffer.from('out of memory\n'));
  end({ code: null, signal: 'SIGKILL' });
  await exited;
  expect(await agent.run('BeforeInstall')).toEqual({
    name: 'BeforeInstall',
    status: 'Failed',
    noop: false,
    diagnostics: { errorCode: 'UnknownError', scriptName: '', message: 'the agent exited (SIGKILL): out of memory', logTail: 'out of memory\n' },
  });
});
