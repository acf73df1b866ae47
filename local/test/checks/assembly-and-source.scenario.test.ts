import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../../src/checks/check';
import { checkSchema } from '../../src/checks/schema/schema-findings';
import { AssemblyDirectory, METADATA, PIPELINE } from '../assembly/assembly-directory';

let assembly: AssemblyDirectory | undefined;
afterEach(() => assembly?.remove());

test('a template that is not on disk is a finding, and the other templates are checked', () => {
  assembly = new AssemblyDirectory();
  rmSync(join(assembly.path, METADATA.environments[0]!.template));
  const { findings } = check({ version: 1, assembly: { directory: assembly.path } });
  expect(findings).toContainEqual(expect.objectContaining({
    rule: 'assembly.template', severity: 'error', file: METADATA.environments[0]!.template, value: 'Staging',
  }));
  expect(findings).toContainEqual(expect.objectContaining({ rule: 's3.tls', file: 'Web.template.json' }));
  expect(() => checkSchema(assembly!.path)).not.toThrow();
});

test('a build must export the variables that the pipeline uses', () => {
  const [source, build, ...others] = PIPELINE.Properties.Stages;
  const action = { ...build!.Actions[0]!, Namespace: 'Build' };
  const approval = {
    Name: 'Approve',
    ActionTypeId: { Category: 'Approval', Owner: 'AWS', Provider: 'Manual', Version: '1' },
    Configuration: { CustomData: 'tested by #{Build.TESTS} in #{Build.CODEBUILD_BUILD_ID}, #{Other.NAME}' },
  };
  const stages = [source, { ...build, Actions: [action] }, { Name: 'Accept', Actions: [approval] }, ...others];
  const pipeline = { ...PIPELINE, Properties: { ...PIPELINE.Properties, Stages: stages } };
  const buildspecOf = (env: string): string => `version: 0.2\n${env}phases:\n  build:\n    commands: [make]\nartifacts:\n  files: ['**/*']\n`;
  const said = (env: string): (string | undefined)[] => {
    assembly?.remove();
    assembly = new AssemblyDirectory({
      'Web.template.json': { Resources: { Pipeline: pipeline, Project: PROJECT } }, [METADATA.buildspec]: buildspecOf(env),
    });
    return check({ version: 1, source: { directory: assembly.path }, assembly: { directory: assembly.path } }).findings
      .filter(({ rule }) => rule === 'buildspec.exported-variables').map(({ message }) => message);
  };
  expect(said('')).toEqual(['the pipeline uses the variable TESTS, which the build does not export']);
  expect(said('env:\n  exported-variables: [TESTS]\n')).toEqual([]);
});

const PROJECT = {
  Type: 'AWS::CodeBuild::Project',
  Properties: {
    Source: { Type: 'CODEPIPELINE', BuildSpec: METADATA.buildspec },
    Artifacts: { Type: 'CODEPIPELINE' },
    Environment: { Type: 'LINUX_CONTAINER', ComputeType: 'BUILD_GENERAL1_SMALL', Image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0' },
  },
};
