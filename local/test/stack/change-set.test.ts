import { changedEnvironment, environmentTemplate, resolveEnvironment, type EnvironmentTemplate } from './environment';
import type { ResourceChange } from '../../src/model/run-state';
import { changeSet } from '../../src/stack';

const RUN_HERE = new Set(['Balancer', 'Listener', 'Targets', 'LaunchTemplate', 'Fleet', 'Group', 'Errors']);

const before = resolveEnvironment(environmentTemplate());

function changesOf(change: (resources: EnvironmentTemplate['Resources']) => void): ResourceChange[] {
  const after = changedEnvironment(change);
  return changeSet(before, after, RUN_HERE);
}

test('a new stack adds everything', () => {
  const changes = changeSet(undefined, before, new Set());
  expect(changes).toHaveLength(Object.keys(before.resources).length);
  expect(new Set(changes.map(({ action, replacement }) => `${action} ${replacement}`))).toEqual(new Set(['Add N/A']));
});

test('the same template changes nothing', () => {
  expect(changesOf(() => undefined)).toEqual([]);
});

test('the order of keys does not matter', () => {
  expect(changesOf(({ Targets }) => { Targets.Properties = Object.fromEntries(Object.entries(Targets.Properties).reverse()); })).toEqual([]);
});

test('a changed property, with both values and its consequence', () => {
  expect(changesOf(({ Fleet }) => { Fleet.Properties.MaxSize = '9'; })).toEqual([
    {
      action: 'Modify',
      logicalId: 'Fleet',
      resourceType: 'AWS::AutoScaling::AutoScalingGroup',
      replacement: 'False',
      details: ['Properties.MaxSize: 4 -> 9'],
      locally: 'Run',
    },
  ]);
});

test('a removed and an added resource', () => {
  const changes = changesOf((resources) => {
    delete resources.Cpu;
    resources.Topic = { Type: 'AWS::SNS::Topic', Properties: {} };
  });
  expect(changes).toEqual([
    { action: 'Remove', logicalId: 'Cpu', resourceType: 'AWS::CloudWatch::Alarm', replacement: 'N/A', details: [], locally: 'RecordedOnly' },
    { action: 'Add', logicalId: 'Topic', resourceType: 'AWS::SNS::Topic', replacement: 'N/A', details: [], locally: 'RecordedOnly' },
  ]);
});

test('resources that refer to a replaced resource change, too', () => {
  const changes = changesOf(({ Targets }) => { Targets.Properties.Port = 8080; });
  expect(changes.map(({ logicalId, replacement }) => [logicalId, replacement])).toEqual(
    expect.arrayContaining([['Targets', 'True'], ['Listener', 'False'], ['Fleet', 'False']]),
  );
  expect(changes.find(({ logicalId }) => logicalId === 'Listener')?.details).toEqual([
    'Properties.DefaultActions: refers to Targets, which is replaced',
  ]);
});

test('a replacement may replace what refers to it', () => {
  const changes = changesOf(({ Vpc }) => { Vpc.Properties.CidrBlock = '10.1.0.0/16'; });
  expect(changes.find(({ logicalId }) => logicalId === 'SubnetA')).toMatchObject({ action: 'Modify', replacement: 'Conditional' });
});

test('a new version of a launch template reaches its fleet', () => {
  const changes = changesOf(({ LaunchTemplate }) => { LaunchTemplate.Properties.LaunchTemplateData = { InstanceType: 't3.large' }; });
  expect(changes.find(({ logicalId }) => logicalId === 'Fleet')).toMatchObject({
    replacement: 'False',
    details: ['Properties.LaunchTemplate: new version of LaunchTemplate'],
  });
});

test('user data is shown as lines, not as base64', () => {
  const [change] = changesOf(({ LaunchTemplate }) => {
    LaunchTemplate.Properties.LaunchTemplateData = {
      InstanceType: 't3.small',
      UserData: { 'Fn::Base64': '#!/bin/bash\necho eu-west-1\necho more\n' },
    };
  });
  expect(change.details).toEqual(['Properties.LaunchTemplateData.UserData: 1 line added, 0 lines removed']);
});

test('a resource of another type is replaced', () => {
  expect(changesOf(({ Cpu }) => { Cpu.Type = 'AWS::CloudWatch::CompositeAlarm'; })).toEqual([
    expect.objectContaining({ logicalId: 'Cpu', replacement: 'True', details: ['Type: AWS::CloudWatch::Alarm -> AWS::CloudWatch::CompositeAlarm'] }),
  ]);
});

test('a type that is not in the table may be replaced', () => {
  const one = changedEnvironment((resources) => { resources.X = { Type: 'AWS::New::Thing', Properties: { A: 1 } }; });
  const two = changedEnvironment((resources) => { resources.X = { Type: 'AWS::New::Thing', Properties: { A: 2 } }; });
  expect(changeSet(one, two, new Set())).toEqual([expect.objectContaining({ logicalId: 'X', replacement: 'Conditional' })]);
});
