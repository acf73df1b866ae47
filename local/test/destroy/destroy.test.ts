import { FakeAws, type Account } from './fake-aws';
import type { CloudAssembly, PipelineModel } from '../../src/assembly';
import { AwsCli } from '../../src/destroy/aws-cli';
import { destroy, type Destroyed } from '../../src/destroy/destroy';
import { planOf } from '../../src/destroy/plan';
import { removeTemporaryDirectories, temporaryDirectory } from '../codebuild/sample';

const HERE = '111122223333';
const OTHER = '444455556666';

afterAll(removeTemporaryDirectories);

/** A pipeline with an environment beside it and one in another account and region. */
function plan(environments?: readonly string[]) {
  const places = [
    ['WebPipeline', HERE, 'eu-west-1'], ['Web-staging', HERE, 'eu-west-1'], ['Web-region-us-east-1', HERE, 'us-east-1'],
    ['Web-live', OTHER, 'us-east-1'], ['Web-live-access', OTHER, 'us-east-1'], ['Web-staging-edge', HERE, 'us-east-1'],
  ];
  const stacks = places.map(([stackName, account, region]) => ({ stackName, account, region }));
  const known = ['staging', 'live'].map((name) => ({ name, stackName: `Web-${name}` }));
  const pipeline = { metadata: { name: 'Web', environments: known }, stack: stacks[0] };
  return planOf({ stacks } as unknown as CloudAssembly, pipeline as unknown as PipelineModel, environments);
}

interface Outcome extends Partial<Destroyed> {
  readonly error?: string;
  readonly changes: string[];
  readonly said: string[];
}

async function destroyed(account: Account, environments?: readonly string[]): Promise<Outcome> {
  const fake = new FakeAws(temporaryDirectory(), account);
  const said: string[] = [];
  try {
    const result = await destroy(new AwsCli(fake.env), plan(environments), (line) => said.push(line));
    return { ...result, changes: fake.changes(), said };
  } catch (error) {
    return { error: (error as Error).message, changes: fake.changes(), said };
  }
}

const BALANCER = { id: 'Balancer', type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' };
const BUCKET = { id: 'Logs', type: 'AWS::S3::Bucket', retain: true } as const;

test('deletes everything in this order: the pipeline, environments (the last one first), stacks in other regions', () => {
  expect(plan().stacks.map(({ name }) => name)).toEqual([
    'WebPipeline', 'Web-live', 'Web-live-access', 'Web-staging', 'Web-staging-edge', 'Web-region-us-east-1',
  ]);
});

test('disables protections first, waits until the stack is deleted, and names what is retained', async () => {
  const { changes, stays } = await destroyed({ stages: ['Source'], stacks: { 'Web-staging': { resources: [BALANCER, BUCKET], protected: true } } },
    ['staging']);
  expect(changes.map((call) => call.replace(/ --output json --region eu-west-1$/, ''))).toEqual([
    'cloudformation update-termination-protection --no-enable-termination-protection --stack-name id-of-Web-staging',
    'elbv2 modify-load-balancer-attributes --load-balancer-arn physical-Balancer --attributes Key=deletion_protection.enabled,Value=false',
    'cloudformation delete-stack --stack-name id-of-Web-staging',
    'cloudformation wait stack-delete-complete --stack-name id-of-Web-staging',
  ]);
  expect(stays).toEqual(['AWS::S3::Bucket physical-Logs']);
});

test('refuses an environment that the pipeline still deploys, with the fix', async () => {
  const { error, changes } = await destroyed({ stages: ['Source', 'staging'], stacks: { 'Web-staging': {} } }, ['staging']);
  expect(error).toMatch(/^the pipeline Web still has the stage staging, .* remove it from `environments`, release that, then destroy it/);
  expect(changes).toEqual([]);
});

test('deletes an environment that is not in the app any more from the pipeline\'s account and region, even without a pipeline', async () => {
  const { changes } = await destroyed({ stacks: { 'Web-qa': {} } }, ['qa']);
  expect(changes).toContain('cloudformation delete-stack --stack-name id-of-Web-qa --output json --region eu-west-1');
});

test('leaves stacks of other accounts to their own credentials, and ignores stacks that do not exist', async () => {
  const { elsewhere, said } = await destroyed({ stacks: { WebPipeline: {} } });
  expect(elsewhere?.map(({ name }) => name)).toEqual(['Web-live', 'Web-live-access']);
  expect(said).toEqual([
    'WebPipeline: deleting the pipeline', 'WebPipeline: deleted', 'Web-staging: does not exist', 'Web-staging-edge: does not exist',
    'Web-region-us-east-1: does not exist',
  ]);
});

test('fails with the resource that could not be deleted, and deletes nothing after it', async () => {
  const resources = [{ id: 'Group', type: 'AWS::EC2::SecurityGroup', status: 'DELETE_FAILED' }];
  const { error, changes } = await destroyed({ stacks: { 'WebPipeline': { resources, failsToDelete: true }, 'Web-staging': {} } });
  expect(error).toMatch(/^WebPipeline could not be deleted because of Group \(AWS::EC2::SecurityGroup\)/);
  expect(changes.join()).not.toContain('Web-staging');
});

test('fails with the fix without an AWS CLI, and for an invalid name', async () => {
  await expect(destroy(new AwsCli({ PATH: temporaryDirectory() }), plan(), () => undefined))
    .rejects.toThrow('the AWS CLI is not installed: install it');
  expect(() => plan(['--all'])).toThrow('--all is not a valid environment name');
});
