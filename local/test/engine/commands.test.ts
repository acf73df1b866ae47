import { appWith, OPTIONS } from './app-with-command';
import { RunningEngine } from './running-engine';

test('a command before a deployment runs once, with the revision, the variables and the secrets, before any host changes', async () => {
  const { app, said } = appWith((log) =>
    `cat appspec.yml | head -n 1 >>${log} && echo "$SHOP $PASSWORD" | tee -a ${log} && echo "$APPLICATION_URL" >>${log}`);
  const run = await RunningEngine.start(app, OPTIONS);
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  // The address is that of the local load balancer, because a smoke test can reach no other.
  expect(said()).toEqual(['version: 0.0', 'north correct horse', run.environment('staging').url]);
  const codes = run.messages.filter(({ code, stage }) => stage === 'staging' && ['build.output', 'deployment.started'].includes(code));
  expect(codes.at(-1)?.code).toBe('deployment.started');
  expect(codes.map(({ message }) => message)).toContain('north ***');
  expect(JSON.stringify(run.messages)).not.toContain('correct horse');
  expect(run.environment('staging').recordedOnly.map(({ logicalId }) => logicalId)).not.toContain('BeforeDeployment');
});
