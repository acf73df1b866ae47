import { matchesPattern } from '../../../src/resources/state-machine/event-rules';
import { changedEnvironment, environmentTemplate } from '../../stack/environment';
import { settingsOfEnvironment } from '../read-environment';

const PATTERN = { source: ['aws.codedeploy'], detail: { state: ['SUCCESS', 'FAILURE'] } };
const DEFINITION = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: '${Text}', End: true } } });

function settingsOf(rule: object = {}, definition = DEFINITION) {
  const stack = changedEnvironment((resources: ReturnType<typeof environmentTemplate>['Resources']) => {
    resources.Machine = {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { StateMachineName: 'add', DefinitionString: definition, DefinitionSubstitutions: { Text: 'hello' } },
    };
    resources.Rule = {
      Type: 'AWS::Events::Rule',
      Properties: { EventPattern: PATTERN, Targets: [{ Id: 'a', Arn: { Ref: 'Machine' }, RoleArn: 'arn' }], ...rule },
    };
  });
  const { stateMachines = [], eventRules, recordedOnly } = settingsOfEnvironment(stack);
  return { stateMachines, eventRules, recordedOnly: recordedOnly.map(({ logicalId }) => logicalId).filter((id) => ['Machine', 'Rule'].includes(id)) };
}

test('a state machine runs, and so does the rule that starts it when a deployment ends', () => {
  const { stateMachines: [machine], eventRules, recordedOnly } = settingsOf();
  expect(machine).toMatchObject({
    name: 'add',
    arn: expect.stringMatching(/^arn:aws:states:.*:stateMachine:add$/) as string,
    definition: { states: { A: { output: 'hello' } } },
  });
  expect(eventRules).toEqual([{ logicalId: 'Rule', pattern: PATTERN, targets: [machine.arn] }]);
  expect(recordedOnly).toEqual([]);
});

test.each<[string, object, string?]>([
  ['that is disabled', { State: 'DISABLED' }],
  ['about something else', { EventPattern: { source: ['aws.ec2'] } }],
  ['whose pattern has more than values', { EventPattern: { source: ['aws.codedeploy'], detail: { state: [{ prefix: 'S' }] } } }],
  ['whose target is no state machine', { Targets: [{ Id: 'a', Arn: 'arn:aws:sns:us-east-1:1:topic' }] }],
  ['that changes its event', { Targets: [{ Id: 'a', Arn: { Ref: 'Machine' }, InputPath: '$.detail' }] }],
])('a rule %s is only recorded', (_what, rule) => {
  expect(settingsOf(rule)).toMatchObject({ eventRules: [], recordedOnly: ['Rule'] });
});

test('a state machine that cannot run locally is only recorded, and so is its rule', () => {
  const { stateMachines, recordedOnly } = settingsOf({}, '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Map"}}}');
  expect(stateMachines).toMatchObject([{ unsupported: expect.stringContaining('type Map is not supported locally') as string }]);
  expect(recordedOnly).toEqual(['Machine', 'Rule']);
});

test('a pattern matches an event that has one of its values in every field', () => {
  const event = { source: 'aws.codedeploy', detail: { state: 'SUCCESS', more: 1 } };
  expect(matchesPattern(PATTERN, event)).toBe(true);
  expect(matchesPattern({ ...PATTERN, detail: { state: ['STOP'] } }, event)).toBe(false);
  expect(matchesPattern({ region: ['x'] }, event)).toBe(false);
});
