import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { foldersAround } from '../../src/checks/schema/cloudformation-validate';
import { checkSchema } from '../../src/checks/schema/schema-findings';
import { removeTemporaryDirectories, temporaryDirectory, writeTree } from '../codebuild/sample';

const FLEET = 'AWS::AutoScaling::AutoScalingGroup';

afterAll(removeTemporaryDirectories);

/** A cloud assembly of one stack. */
function assemblyOf(resources: object, acknowledged: object = {}): string {
  const directory = join(temporaryDirectory(), 'cdk.out');
  mkdirSync(directory);
  const manifest = {
    version: '48.0.0',
    artifacts: {
      Web: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        displayName: 'Web',
        properties: { templateFile: 'Web.template.json' },
        metadata: {
          '/Web/Fleet': [{ type: 'aws:cdk:logicalId', data: 'Fleet' }, { type: 'aws:cdk:acknowledged-rules', data: acknowledged }],
        },
      },
    },
  };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(directory, 'Web.template.json'), JSON.stringify({ Resources: resources }));
  return directory;
}

test('a finding has the file, the resource, the rule, the value and the fix', () => {
  const { findings, notChecked } = checkSchema(assemblyOf({ Fleet: { Type: FLEET, Properties: { MinSize: '1', MaxSize: '2', Nodes: 1 } } }));
  expect(notChecked).toEqual([]);
  expect(findings).toContainEqual({
    rule: 'CloudFormation-Validate::F3002',
    severity: 'error',
    file: 'Web.template.json',
    logicalId: 'Fleet',
    path: 'Properties.Nodes',
    message: "Additional properties are not allowed ('Nodes' was unexpected)",
    value: '1',
    fix: 'correct its name, or remove it',
  });
});

test.each([
  ['a property that is required', { MinSize: '1' }, 'F3003'],
  ['a value of another type', { MinSize: '1', MaxSize: { size: 2 } }, 'F3012'],
  [
    'a value that is not among those of the schema',
    { MinSize: '1', MaxSize: '2', AvailabilityZoneDistribution: { CapacityDistributionStrategy: 'balanced' } },
    'W3030',
  ],
  ['a reference to nothing', { MinSize: '1', MaxSize: '2', TargetGroupARNs: [{ Ref: 'Targets' }] }, 'F1020'],
])('%s is an error', (_what, properties, rule) => {
  const { findings } = checkSchema(assemblyOf({ Fleet: { Type: FLEET, Properties: properties } }));
  expect(findings).toContainEqual(expect.objectContaining({ rule: `CloudFormation-Validate::${rule}`, severity: 'error', logicalId: 'Fleet' }));
});

test('a major version of a database is not a finding, but one that does not exist is an error', () => {
  const database = (version: string) => ({ Type: 'AWS::RDS::DBInstance', Properties: { Engine: 'mysql', EngineVersion: version } });
  const { findings } = checkSchema(assemblyOf({ Major: database('8.4'), Wrong: database('8.9') }));
  const versions = findings.filter(({ path }) => path === 'Properties.EngineVersion');
  expect(versions.map(({ logicalId, severity }) => `${severity} ${logicalId}`)).toEqual(['error Wrong']);
});

test('a stack without resources, which the CDK does not deploy, is not a finding', () => {
  expect(checkSchema(assemblyOf({})).findings).toEqual([]);
});

test('a stack without resources that a pipeline deploys is an error', () => {
  const directory = assemblyOf({});
  const pipeline = { Type: 'AWS::CodePipeline::Pipeline', Properties: { Template: 'Infrastructure::Web.template.json' } };
  const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as { artifacts: Record<string, { properties: object }> };
  const { Web } = manifest.artifacts;
  manifest.artifacts.Delivery = { ...Web, properties: { templateFile: 'Delivery.template.json' } };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(directory, 'Delivery.template.json'), JSON.stringify({ Resources: { Pipeline: pipeline } }));
  expect(checkSchema(directory).findings).toContainEqual(
    expect.objectContaining({ rule: 'CloudFormation-Validate::F0001', severity: 'error', file: 'Web.template.json' }),
  );
});

test('a finding that is acknowledged in the CDK\'s own format is left out', () => {
  const resources = { Fleet: { Type: FLEET, Properties: { MinSize: '1', MaxSize: '2', Nodes: 1 } } };
  const { findings } = checkSchema(assemblyOf(resources, { 'CloudFormation-Validate::F3002': 'a property of next week' }));
  expect(findings.map(({ rule }) => rule)).not.toContain('CloudFormation-Validate::F3002');
});

test('without the package, reports what was not checked', () => {
  const directory = assemblyOf({ Fleet: { Type: FLEET, Properties: { Nodes: 1 } } });
  expect(checkSchema(directory, [temporaryDirectory()])).toEqual({
    findings: [],
    notChecked: [expect.stringContaining("was not checked against CloudFormation's schemas") as string],
  });
});

test('a failure of the package is not a finding about the template', () => {
  const broken = 'exports.TemplateFile = class {}; exports.CelEngine = class { free() {} validateTemplate() { throw new Error("unreachable"); } };';
  const folder = writeTree(temporaryDirectory(), { 'node_modules/@aws/cloudformation-validate/index.js': broken });
  expect(checkSchema(assemblyOf({}), [folder])).toEqual({ findings: [], notChecked: [expect.stringContaining('unreachable') as string] });
});

test('never loads the package from the assembly', () => {
  const directory = assemblyOf({});
  expect(foldersAround(directory)).not.toContain(directory);
  expect(foldersAround(directory)).toContain(dirname(directory));
});
