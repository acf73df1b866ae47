import { Match } from 'aws-cdk-lib/assertions';
import { Source, type GitHubSourceOptions } from '../../src';
import { CONNECTION_ARN, pipelineTemplate } from '../helpers/web-pipeline';

const OPTIONS: GitHubSourceOptions = { owner: 'me', repository: 'my-app', connectionArn: CONNECTION_ARN };

function configuration(options: Partial<GitHubSourceOptions>): object {
  return Match.objectLike({
    Stages: Match.arrayWith([Match.objectLike({ Name: 'Source', Actions: [Match.objectLike({ Configuration: options })] })]),
  });
}

test('commits of main start the pipeline', () => {
  pipelineTemplate({ source: Source.gitHub(OPTIONS) }).hasResourceProperties('AWS::CodePipeline::Pipeline', configuration({
    ConnectionArn: CONNECTION_ARN, FullRepositoryId: 'me/my-app', BranchName: 'main', DetectChanges: true,
  } as object));
});

test('commits of another branch can start it instead', () => {
  pipelineTemplate({ source: Source.gitHub({ ...OPTIONS, branch: 'release' }) })
    .hasResourceProperties('AWS::CodePipeline::Pipeline', configuration({ BranchName: 'release' } as object));
});

test('accepts connections with the old name of the service', () => {
  expect(() => Source.gitHub({ ...OPTIONS, connectionArn: CONNECTION_ARN.replace('codeconnections', 'codestar-connections') })).not.toThrow();
});

test.each<[string, Partial<GitHubSourceOptions>, string]>([
  ['an owner with the repository', { owner: 'me/my-app' }, '`source.owner` must be a GitHub account name, got: "me/my-app"; give the owner alone'],
  ['a repository with its owner', { repository: 'me/my-app' },
    '`source.repository` must be a repository name, got: "me/my-app"; give the name alone'],
  ['an empty branch', { branch: ' ' }, '`source.branch` must not be empty'],
  ['a token instead of a connection', { connectionArn: 'ghp_secret' }, '`source.connectionArn` must be the ARN of a connection'],
])('refuses %s', (_what, options, message) => {
  expect(() => Source.gitHub({ ...OPTIONS, ...options })).toThrow(message);
});
