import { Approval, Environment, Source } from '../../src';
import { only } from '../helpers/resources';
import { CONNECTION_ARN, pipelineTemplate } from '../helpers/web-pipeline';

interface Pipeline {
  readonly Triggers?: unknown;
  readonly Stages: { Name: string; BeforeEntry?: unknown; OnFailure?: unknown; Actions: { Configuration: object }[] }[];
}

const pipelineOf = (...props: Parameters<typeof pipelineTemplate>) =>
  only(pipelineTemplate(...props), 'AWS::CodePipeline::Pipeline').Properties as unknown as Pipeline;
const stageOf = (pipeline: Pipeline, name: string) => pipeline.Stages.find(({ Name }) => Name === name)!;

describe('the stage that updates the pipeline', () => {
  test('always runs without a hash of the template', () => {
    expect(stageOf(pipelineOf(), 'UpdatePipeline').BeforeEntry).toBeUndefined();
  });

  test('is skipped while the template\'s hash equals that of the last update', () => {
    const { BeforeEntry, Actions } = stageOf(pipelineOf({ templateHashVariable: 'TEMPLATE_HASH' }), 'UpdatePipeline');
    const [[parameter, hash]] = Object.entries(JSON.parse((Actions[0].Configuration as { ParameterOverrides: string }).ParameterOverrides) as object);
    expect(hash).toBe('#{Build.TEMPLATE_HASH}');
    expect(BeforeEntry).toEqual({
      Conditions: [{
        Result: 'SKIP',
        Rules: [{
          Name: 'TemplateHasChanged',
          RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'VariableCheck', Version: '1' },
          Configuration: { Variable: '#{Build.TEMPLATE_HASH}', Operator: 'NE', Value: { Ref: parameter } },
        }],
      }],
    });
  });

  test('refuses a variable that cannot be one', () => {
    expect(() => pipelineOf({ templateHashVariable: 'a b' })).toThrow('`templateHashVariable` must be the name of a variable, got: "a b"');
  });
});

describe('what starts the pipeline', () => {
  const gitHub = { owner: 'me', repository: 'my-app', connectionArn: CONNECTION_ARN };
  const withPaths = (paths: { includePaths?: string[]; excludePaths?: string[] }) => pipelineOf({ source: Source.gitHub({ ...gitHub, ...paths }) });

  test('are only pushes to the branch that change some paths', () => {
    const pipeline = withPaths({ includePaths: ['service/**'], excludePaths: ['**/*.md'] });
    expect(pipeline.Triggers).toEqual([{
      ProviderType: 'CodeStarSourceConnection',
      GitConfiguration: {
        SourceActionName: 'Source',
        Push: [{ Branches: { Includes: ['main'] }, FilePaths: { Includes: ['service/**'], Excludes: ['**/*.md'] } }],
      },
    }]);
    expect(stageOf(pipeline, 'Source').Actions[0].Configuration).toMatchObject({ DetectChanges: false });
  });

  test.each([
    ['includePaths', []],
    ['excludePaths', ['1', '2', '3', '4', '5', '6', '7', '8', '9']],
    ['includePaths', ['/service/**']],
  ])('refuses %s: %j', (prop, patterns) => {
    expect(() => withPaths({ [prop]: patterns })).toThrow(`\`source.${prop}\` must`);
  });
});

describe('a stage that failed', () => {
  const environments = [Environment.named('staging', { stageRollback: true }), Environment.named('production')];

  test('is run again with its last successful artifacts, if configured', () => {
    const pipeline = pipelineOf({ environments });
    expect(stageOf(pipeline, 'staging').OnFailure).toEqual({ Result: 'ROLLBACK' });
    expect(stageOf(pipeline, 'production').OnFailure).toBeUndefined();
  });

  test('refuses it together with an approval, whose rejection would request another one', () => {
    expect(() => Environment.named('live', { stageRollback: true, approval: Approval.manual() }))
      .toThrow('`environments.live.stageRollback` must not be set together with `approval`, got: true; '
        + 'leave it out: the compute brings back the revision');
  });
});
