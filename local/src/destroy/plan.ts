import type { CloudAssembly, PipelineModel, StackArtifact } from '../assembly';
import { UserError } from '../messages/user-error';

/** A stack to be deleted. */
export interface DoomedStack {
  readonly name: string;
  /** Default to those of the AWS CLI if the app does not set them. */
  readonly account?: string;
  readonly region?: string;
  readonly what: string;
}

export interface Plan {
  readonly pipelineName: string;
  /** Region of the pipeline. */
  readonly region?: string;
  /** Environments deleted without the pipeline, which must no longer have their stages. */
  readonly alone: readonly string[];
  /** In the order of deletion. */
  readonly stacks: readonly DoomedStack[];
}

/**
 * Determines what to delete in which order: the pipeline first, so that no commit can recreate an environment; then environments, each with
 * its roles in another account; then support stacks in other regions.
 *
 * @param environments names, or none for everything
 */
export function planOf(assembly: CloudAssembly, pipeline: PipelineModel, environments: readonly string[] | undefined): Plan {
  const { name } = pipeline.metadata;
  const find = (stackName: string) => assembly.stacks.find((stack) => stack.stackName === stackName);
  const own = placed(pipeline.stack, 'the pipeline');
  const { environments: known } = pipeline.metadata;
  const stacks = (environments ?? known.map((each) => each.name).reverse()).flatMap((environment): DoomedStack[] => {
    requireName(environment);
    const stackName = known.find((each) => each.name === environment)?.stackName ?? `${name}-${environment}`;
    const access = find(`${stackName}-access`);
    const edge = find(`${stackName}-edge`);
    const stack = find(stackName);
    return [
      // An environment that is no longer in the app is assumed to be where the pipeline is.
      stack ? placed(stack, `the environment ${environment}`) : { ...own, name: stackName, what: `the environment ${environment}` },
      ...edge ? [placed(edge, `the certificate of ${environment}`)] : [],
      ...access ? [placed(access, `the pipeline's roles for ${environment}`)] : [],
    ];
  });
  const shared = { pipelineName: name, region: own.region };
  if (environments) return { ...shared, alone: environments, stacks };
  const regions = assembly.stacks.filter(({ stackName }) => stackName.startsWith(`${name}-region-`));
  return { ...shared, alone: [], stacks: [own, ...stacks, ...regions.map((stack) => placed(stack, `the pipeline's resources in ${stack.region}`))] };
}

function placed({ stackName, account, region }: StackArtifact, what: string): DoomedStack {
  return {
    name: stackName,
    what,
    ...account !== 'unknown-account' && { account },
    ...region !== 'unknown-region' && { region },
  };
}

function requireName(environment: string): void {
  if (!/^[A-Za-z][A-Za-z0-9-]{1,31}$/.test(environment)) throw new UserError(`${environment} is not a valid environment name`);
}
