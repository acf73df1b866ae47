import { openTestService, type TestService } from './test-service';
import type { DeploymentSettings } from '../../../src/resources/ecs/service-settings';

// Real tasks, on a machine that may be busy with other tests.
let service: TestService | undefined;

afterEach(async () => {
  await service?.close();
  service = undefined;
});

/** A service without a version, for one test. */
export async function opened(...options: Parameters<typeof openTestService>): Promise<TestService> {
  service = await openTestService(...options);
  return service;
}

/** A service whose first version serves, for one test. */
export async function serving(...options: Parameters<typeof openTestService>): Promise<TestService> {
  const run = await opened(...options);
  await run.deploy(1);
  expect(run.lastError).toBeUndefined();
  expect(await run.versions()).toEqual([1]);
  return run;
}

/** A hook that asks a function before other requests reach the new tasks. @param source the function's body */
export function smokeTest(source: string, variables: Record<string, string> = {}): DeploymentSettings['hooks'] {
  return [{
    kind: 'lambda',
    functionArn: 'smoke-test',
    stages: ['POST_TEST_TRAFFIC_SHIFT'],
    code: { logicalId: 'SmokeTest', code: `exports.handler = async (event) => { ${source} };`, handler: 'handler', variables, timeoutSeconds: 20 },
  }];
}
