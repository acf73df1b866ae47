import { AwsError, type AwsCli } from './aws-cli';
import type { DoomedStack, Plan } from './plan';
import { unprotect, type StackResource } from './protections';
import { UserError } from '../messages/user-error';

/** The result for all stacks. */
export interface Destroyed {
  /** Resources that are retained, for display. */
  readonly stays: readonly string[];
  /** Stacks in other accounts. */
  readonly elsewhere: readonly DoomedStack[];
}

interface Stack {
  readonly StackId: string;
  readonly EnableTerminationProtection?: boolean;
}

/**
 * Deletes stacks one at a time.
 *
 * @param say prints a line about the progress
 */
export async function destroy(aws: AwsCli, plan: Plan, say: (line: string) => void): Promise<Destroyed> {
  await requireReleasedWithout(aws, plan);
  const account = await accountOf(aws);
  const stays: string[] = [];
  const elsewhere: DoomedStack[] = [];
  for (const stack of plan.stacks) {
    if (stack.account !== undefined && stack.account !== account) elsewhere.push(stack);
    else stays.push(...await destroyOne(aws, stack, say));
  }
  return { stays, elsewhere };
}

/** As long as the pipeline has the stage, the next commit would recreate the environment. */
async function requireReleasedWithout(aws: AwsCli, { pipelineName, region, alone }: Plan): Promise<void> {
  if (alone.length === 0) return;
  const stages = await stagesOf(aws, pipelineName, region);
  const still = alone.filter((environment) => stages.includes(environment));
  if (still.length === 0) return;
  throw new UserError(`the pipeline ${pipelineName} still has ${still.length === 1 ? 'the stage' : 'the stages'} ${still.join(', ')}, and the next`
    + ' commit would create it again: remove it from `environments`, release that, then destroy it; or destroy everything with --all');
}

async function stagesOf(aws: AwsCli, name: string, region: string | undefined): Promise<string[]> {
  try {
    const { pipeline } = await aws.call(region, 'codepipeline', 'get-pipeline', '--name', name) as { pipeline: { stages: { name: string }[] } };
    return pipeline.stages.map((stage) => stage.name);
  } catch (error) {
    if (error instanceof AwsError && error.message.includes('PipelineNotFound')) return [];
    throw error;
  }
}

async function accountOf(aws: AwsCli): Promise<string> {
  return (await aws.call(undefined, 'sts', 'get-caller-identity') as { Account: string }).Account;
}

async function destroyOne(aws: AwsCli, { name, region, what }: DoomedStack, say: (line: string) => void): Promise<string[]> {
  const stack = await find(aws, name, region);
  if (stack === undefined) {
    say(`${name}: does not exist`);
    return [];
  }
  say(`${name}: deleting ${what}`);
  // By its id, because a deleted stack cannot be found by name.
  const id = stack.StackId;
  const resources = await resourcesOf(aws, region, id);
  const retained = await retainedBy(aws, region, id);
  if (stack.EnableTerminationProtection) {
    await aws.call(region, 'cloudformation', 'update-termination-protection', '--no-enable-termination-protection', '--stack-name', id);
  }
  await unprotect(aws, region, resources);
  await aws.call(region, 'cloudformation', 'delete-stack', '--stack-name', id);
  try {
    await aws.call(region, 'cloudformation', 'wait', 'stack-delete-complete', '--stack-name', id);
  } catch (error) {
    throw await explained(aws, { name, region, id }, error as Error);
  }
  say(`${name}: deleted`);
  return resources.filter(({ LogicalResourceId, PhysicalResourceId }) => PhysicalResourceId && retained.has(LogicalResourceId))
    .map(({ ResourceType, PhysicalResourceId }) => `${ResourceType} ${PhysicalResourceId}`);
}

async function find(aws: AwsCli, name: string, region: string | undefined): Promise<Stack | undefined> {
  try {
    const { Stacks: [stack] } = await aws.call(region, 'cloudformation', 'describe-stacks', '--stack-name', name) as { Stacks: Stack[] };
    return stack;
  } catch (error) {
    if (error instanceof AwsError && error.message.includes('does not exist')) return undefined;
    throw error;
  }
}

async function resourcesOf(aws: AwsCli, region: string | undefined, id: string): Promise<StackResource[]> {
  const answer = await aws.call(region, 'cloudformation', 'list-stack-resources', '--stack-name', id);
  return (answer as { StackResourceSummaries: StackResource[] }).StackResourceSummaries;
}

/** Logical ids that CloudFormation retains, according to the deployed template. */
async function retainedBy(aws: AwsCli, region: string | undefined, id: string): Promise<Set<string>> {
  const { TemplateBody: body } = await aws.call(region, 'cloudformation', 'get-template', '--stack-name', id) as { TemplateBody: unknown };
  const template = (typeof body === 'string' ? JSON.parse(body) : body) as { Resources?: Record<string, { DeletionPolicy?: string }> };
  const kept = Object.entries(template.Resources ?? {}).filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain'));
  return new Set(kept.map(([logicalId]) => logicalId));
}

/** The stack's own failure reason: the waiter only reports that it failed. */
async function explained(aws: AwsCli, { name, region, id }: { name: string; region?: string; id: string }, error: Error): Promise<Error> {
  const left = (await resourcesOf(aws, region, id)).filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED');
  if (left.length === 0) return error;
  const named = left.map(({ LogicalResourceId, ResourceType }) => `${LogicalResourceId} (${ResourceType})`).join(', ');
  return new Error(`${name} could not be deleted because of ${named}: see its events for the reason; run the command again when that is resolved`);
}
