import { Match } from 'aws-cdk-lib/assertions';
import { Environment, ThreatDetection } from '../../src';
import { statementsOf, actionsOf } from '../helpers/resources';
import { environmentTemplate } from '../helpers/web-pipeline';

const watched = () => environmentTemplate(Environment.named('live', { uses: [ThreatDetection.guardDuty()] }));

test('finds or creates the account\'s detector, without an asset', () => {
  const template = watched();
  template.hasResource('Custom::GuardDutyDetector', { Properties: { ServiceToken: Match.anyValue() } });
  template.resourceCountIs('AWS::GuardDuty::Detector', 0);
  const allowed = statementsOf(template, 'GuardDutyRole').flatMap(actionsOf);
  expect(allowed).toContain('guardduty:CreateDetector');
  expect(allowed).not.toContain('guardduty:DeleteDetector');
});

test('a finding of medium severity raises an alarm', () => {
  const template = watched();
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      'source': ['aws.guardduty'],
      'detail-type': ['GuardDuty Finding'],
      'detail': { severity: [{ numeric: ['>=', 4] }] },
    },
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: 'live: GuardDuty found something in the account; look at its findings',
  });
});

test('refuses a second one', () => {
  expect(() => environmentTemplate(Environment.named('live', { uses: [ThreatDetection.guardDuty(), ThreatDetection.guardDuty()] })))
    .toThrow(/`environments.live.uses` must have GuardDuty only once/);
});
