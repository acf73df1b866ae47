import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Repository } from 'aws-cdk-lib/aws-codecommit';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Environment, GoStyleWebPipeline, Source, type BitbucketSourceOptions, type GitLabSourceOptions, type ISource } from '../../src';
import { RoleSimulator } from '../helpers/iam-simulator';
import { only } from '../helpers/resources';
import { BITBUCKET, from, GIT_LAB, versionedBucket } from '../helpers/sources';
import { CONNECTION_ARN, pipelineTemplate, SMALLEST } from '../helpers/web-pipeline';

interface Pipeline {
  readonly Triggers?: { GitConfiguration: object }[];
  readonly Stages: { Name: string; BeforeEntry?: unknown; Actions: { ActionTypeId: { Provider: string }; Configuration: object }[] }[];
}

const templateOf = (source: (stack: Stack) => ISource): Template => Template.fromStack(Stack.of(from(new App(), 'Web', source)));
const pipelineOf = (template: Template) => only(template, 'AWS::CodePipeline::Pipeline').Properties as unknown as Pipeline;
const stageOf = (pipeline: Pipeline, name: string) => pipeline.Stages.find(({ Name }) => Name === name)!;
const approvalOf = (source: ISource): string => JSON.stringify(stageOf(pipelineOf(pipelineTemplate({ source })), 'production'));

describe('a connection', () => {
  test.each<[string, ISource, object, string]>([
    ['GitLab', Source.gitLab(GIT_LAB), { FullRepositoryId: 'team/shop/web' }, 'https://gitlab.com/team/shop/web/-/commit/#{Source.CommitId}'],
    ['a GitLab of one\'s own', Source.gitLab({ ...GIT_LAB, url: 'https://git.example.com/' }), { FullRepositoryId: 'team/shop/web' },
      'https://git.example.com/team/shop/web/-/commit/#{Source.CommitId}'],
    ['Bitbucket', Source.bitbucket(BITBUCKET), { FullRepositoryId: 'team/web' }, 'https://bitbucket.org/team/web/commits/#{Source.CommitId}'],
  ])('of %s reads commits of main and links to them', (_provider, source, configuration, commitUrl) => {
    const pipeline = pipelineOf(pipelineTemplate({ source }));
    expect(stageOf(pipeline, 'Source').Actions[0]).toMatchObject({
      ActionTypeId: { Provider: 'CodeStarSourceConnection' },
      Configuration: { ConnectionArn: CONNECTION_ARN, BranchName: 'main', DetectChanges: true, ...configuration },
    });
    expect(pipeline.Triggers).toBeUndefined();
    expect(approvalOf(source)).toContain(commitUrl);
  });

  test.each<[string, () => ISource, string]>([
    ['a project with its group', () => Source.gitLab({ ...GIT_LAB, project: 'team/web' }),
      '`source.project` must be the path of a project, got: "team/web"'],
    ['an empty part of a group', () => Source.gitLab({ ...GIT_LAB, group: 'team//shop' }), '`source.group` must be a user, or a group'],
    ['a GitLab without TLS', () => Source.gitLab({ ...GIT_LAB, url: 'http://git' } as GitLabSourceOptions),
      '`source.url` must be an address that begins with'],
    ['an address of a workspace', () => Source.bitbucket({ ...BITBUCKET, workspace: 'bitbucket.org/team' } as BitbucketSourceOptions),
      '`source.workspace` must be the id of a workspace'],
    ['an empty branch', () => Source.bitbucket({ ...BITBUCKET, branch: '' }), '`source.branch` must not be empty'],
    ['nine branches', () => Source.gitLab({ ...GIT_LAB, pullRequestsTo: [...'123456789'] }), '`source.pullRequestsTo` must have 1 to 8 patterns'],
    ['a blank in a branch', () => Source.gitLab({ ...GIT_LAB, pullRequestsTo: ['my branch'] }),
      '`source.pullRequestsTo` must be the name of a branch'],
  ])('refuses %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('pull requests', () => {
  const source = (): ISource => Source.gitHub({
    owner: 'me', repository: 'my-app', connectionArn: CONNECTION_ARN, includePaths: ['shop/**'], pullRequestsTo: ['main', 'release/**'],
  });

  test('start the pipeline besides pushes, when they are opened or get a commit, with the same paths', () => {
    expect(pipelineOf(templateOf(source)).Triggers).toEqual([{
      ProviderType: 'CodeStarSourceConnection',
      GitConfiguration: {
        SourceActionName: 'Source',
        Push: [{ Branches: { Includes: ['main'] }, FilePaths: { Includes: ['shop/**'] } }],
        PullRequest: [{ Branches: { Includes: ['main', 'release/**'] }, Events: ['OPEN', 'UPDATED'], FilePaths: { Includes: ['shop/**'] } }],
      },
    }]);
  });

  test('do not change the pipeline: only commits of its branch do', () => {
    expect(stageOf(pipelineOf(templateOf(source)), 'UpdatePipeline').BeforeEntry).toEqual({
      Conditions: [{
        Result: 'SKIP',
        Rules: [{
          Name: 'CommitIsMerged',
          RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'VariableCheck', Version: '1' },
          Configuration: { Variable: '#{Source.BranchName}', Operator: 'EQ', Value: 'main' },
        }],
      }],
    });
  });

  test('are checked together with the hash of the template', () => {
    const environments = [Environment.named('review')];
    const template = pipelineTemplate({ source: source(), environments, templateHashVariable: 'TEMPLATE_HASH' });
    const { BeforeEntry } = stageOf(pipelineOf(template), 'UpdatePipeline');
    expect(BeforeEntry).toMatchObject({ Conditions: [{ Result: 'SKIP', Rules: [{ Name: 'TemplateHasChanged' }, { Name: 'CommitIsMerged' }] }] });
  });

  test('refuses a production environment, because their code is not merged yet', () => {
    expect(() => pipelineTemplate({ source: source() })).toThrow(
      '`source` must not start on pull requests in a pipeline with a production environment, because nobody has merged their code, '
      + 'got: "production"; create another pipeline for pull requests');
  });
});

describe('CodeCommit', () => {
  const source = (stack: Stack): ISource =>
    Source.codeCommit({ repository: Repository.fromRepositoryName(stack, 'Repository', 'web'), branch: 'release' });
  const template = templateOf(source);

  test('is read without polling', () => {
    expect(stageOf(pipelineOf(template), 'Source').Actions[0]).toMatchObject({
      ActionTypeId: { Provider: 'CodeCommit' }, Configuration: { RepositoryName: 'web', BranchName: 'release', PollForSourceChanges: false },
    });
  });

  test('starts the pipeline through an event for each commit of the branch', () => {
    expect(ruleOf(template, 'aws.codecommit')).toMatchObject({
      'detail-type': ['CodeCommit Repository State Change'],
      'detail': { event: ['referenceCreated', 'referenceUpdated'], referenceType: ['branch'], referenceName: ['release'] },
    });
    const starter = new RoleSimulator(template, 'WebDeliverySourceChangedRole', {});
    const mayStart = (name: string) => starter.allows('codepipeline:StartPipelineExecution', `arn:aws:codepipeline:eu-west-1:111122223333:${name}`);
    expect(['Web', 'Other'].map(mayStart)).toEqual([true, false]);
  });

  test('refuses a repository in another account', () => {
    const elsewhere = (scope: Stack): ISource =>
      Source.codeCommit({ repository: Repository.fromRepositoryArn(scope, 'Repository', 'arn:aws:codecommit:eu-west-1:444455556666:web') });
    const stack = new Stack(new App(), 'Here', { env: { account: '111122223333', region: 'eu-west-1' } });
    expect(() => new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, source: elsewhere(stack) }))
      .toThrow('`source.repository` must be in the pipeline\'s account 111122223333, got: "444455556666"; use one there');
  });
});

describe('an object in Amazon S3', () => {
  const source = (stack: Stack): ISource => Source.s3({ bucket: versionedBucket(stack), objectKey: 'releases/web.zip' });
  const template = templateOf(source);

  test('starts the pipeline for each version', () => {
    expect(stageOf(pipelineOf(template), 'Source').Actions[0]).toMatchObject({
      ActionTypeId: { Provider: 'S3' }, Configuration: { S3ObjectKey: 'releases/web.zip', PollForSourceChanges: false },
    });
    expect(ruleOf(template, 'aws.s3')).toMatchObject({ 'detail-type': ['Object Created'], 'detail': { object: { key: ['releases/web.zip'] } } });
    template.hasResourceProperties('AWS::S3::Bucket', { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } });
  });

  test('is the only one that the source action may read', () => {
    const role = new RoleSimulator(template, 'WebDeliveryRolesSource', { Sources: 'arn:aws:s3:::sources' });
    expect(role.allows('s3:GetObjectVersion', 'arn:aws:s3:::sources/releases/web.zip')).toBe(true);
    expect(role.allows('s3:GetObject', 'arn:aws:s3:::sources/other.zip')).toBe(false);
  });

  test('is decrypted with the bucket\'s key', () => {
    const withKey = (stack: Stack) => versionedBucket(stack, {
      encryption: BucketEncryption.KMS, encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
    });
    const encrypted = templateOf((stack) => Source.s3({ bucket: withKey(stack), objectKey: 'web.zip' }));
    const role = new RoleSimulator(encrypted, 'WebDeliveryRolesSource', { Key: 'arn:aws:kms:eu-west-1:111122223333:key/1' });
    expect(role.allows('kms:Decrypt', 'arn:aws:kms:eu-west-1:111122223333:key/1')).toBe(true);
  });

  test.each([
    ['of another app', (stack: Stack) => Bucket.fromBucketName(stack, 'Sources', 'all-sources')],
    ['with notifications of its own', (stack: Stack) => versionedBucket(stack, { eventBridgeEnabled: true })],
  ])('in a bucket %s is left as it is, with a warning', (_what, bucket) => {
    const stack = Stack.of(from(new App(), 'Web', (scope) => Source.s3({ bucket: bucket(scope), objectKey: 'web.zip' })));
    Annotations.fromStack(stack).hasWarning('/WebPipeline/Web/Delivery',
      Match.stringLikeRegexp('must have versioning and send its events to Amazon EventBridge'));
  });

  test.each<[string, (stack: Stack) => ISource, string]>([
    ['a bucket without versions', (stack) => Source.s3({ bucket: versionedBucket(stack, { versioned: false }), objectKey: 'web.zip' }),
      '`source.bucket` must have versioning, because an execution reads the version that started it, '
      + 'got: "WebPipeline/Sources/Resource"; set `versioned: true`'],
    ['a key that begins with a slash', (stack) => Source.s3({ bucket: versionedBucket(stack), objectKey: '/web.zip' }),
      '`source.objectKey` must be the key'],
    ['a pattern of keys', (stack) => Source.s3({ bucket: versionedBucket(stack), objectKey: 'web-*.zip' }), '`source.objectKey` must be the key'],
  ])('refuses %s', (_what, make, message) => {
    expect(() => templateOf(make)).toThrow(message);
  });
});

test('several pipelines deploy applications of one repository, each with its own path filters', () => {
  const app = new App();
  const repository = { owner: 'me', repository: 'all', connectionArn: CONNECTION_ARN };
  const pipelines = ['shop', 'admin'].map((name) => from(app, name, () => Source.gitHub({ ...repository, includePaths: [`${name}/**`] })));
  const paths = pipelines.map((web) => JSON.stringify(pipelineOf(Template.fromStack(Stack.of(web))).Triggers));
  expect(paths).toEqual([expect.stringContaining('"shop/**"'), expect.stringContaining('"admin/**"')]);
  expect(pipelines.map((web) => web.environment('review').stackName)).toEqual(['shop-review', 'admin-review']);
});

function ruleOf(template: Template, source: string): unknown {
  const rules = Object.values(template.findResources('AWS::Events::Rule')) as { Properties: { EventPattern: { source: string[] } } }[];
  return rules.map(({ Properties }) => Properties.EventPattern).find((pattern) => pattern.source.includes(source));
}
