import type { ActionModel } from '../../src/assembly';
import { ChangeSets, type PreparedChangeSet } from '../../src/engine/actions/change-set-actions';
import { lambdaAction } from '../../src/engine/actions/stack-care-action';
import type { ActionRun } from '../../src/engine/execution/action';

const said: string[] = [];
const reporter = { debug: () => undefined, warning: (_code: string, message: string) => said.push(message) };
const otherwise = () => Promise.resolve({ status: 'Skipped' as const });
const lambda = (UserParameters?: string) =>
  lambdaAction(otherwise)({ action: { name: 'RecoverStack', configuration: { UserParameters } }, reporter } as unknown as ActionRun);

test.each(['recover', 'protect'])('an action that only serves CloudFormation succeeds without a warning: %s', async (care) => {
  expect(await lambda(JSON.stringify({ care, stackName: 'Web-live' }))).toEqual({
    summary: expect.stringMatching(/^nothing to /) as string, variables: { AttemptId: expect.any(String) as string },
  });
  expect(said).toEqual([]);
});

test.each([undefined, '', 'null', '"recover"', '{"care":"other"}', 'not JSON'])('a user\'s function is only recorded: %s', async (parameters) => {
  expect(await lambda(parameters)).toEqual({ status: 'Skipped' });
});

test('an execution uses up its change set: a retry that does not begin with another one fails, as on AWS', () => {
  const changeSets = new ChangeSets();
  const run = {
    executionId: '1',
    action: {
      name: 'ExecuteChangeSet',
      configuration: { StackName: 'Web-live', ChangeSetName: 'Web-live-release' },
    } as unknown as ActionModel,
  } as ActionRun;
  changeSets.put(run, {} as PreparedChangeSet);
  expect(changeSets.take(run)).toEqual({});
  expect(() => changeSets.take(run)).toThrow('change set Web-live-release of Web-live does not exist: no action before ExecuteChangeSet created it');
});
