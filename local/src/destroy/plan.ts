import type { CloudAssembly, PipelineModel, StackArtifact } from '../assembly';
import { UserError } from '../messages/user-error';

/** A stack that goes. */
export interface DoomedStack {
  readonly name: string;
  /** Those of the AWS CLI where the app leaves them open. */
  readonly account?: string;
  readonly region?: string;
  readonly what: string;
}

export interface Plan {
  readonly pipelineName: string;
  /** Where the pipeline is. */
  readonly region?: string;
  /** The environments that go alone: the pipeline must not have their stages any more. */
  readonly alone: readonly string[];
  /** In the order in which they go. */
  readonly stacks: readonly DoomedStack[];
}

/**
 * What goes, and in which order: the pipeline first, or a commit would make an environment again; then environments, each with its roles in another
 * account; then what they used in other regions.
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
      // One that the app does not have any more is where the pipeline is.
      stack ? placed(stack, `the environment ${environment}`) : { ...own, name: stackName, what: `the environment ${environment}` },
      ...edge ? [placed(edge, `the certificate of ${environment}`)] : [],
      ...access ? [placed(access, `the pipeline's roles for ${environment}`)] : [],
    ];
  });
  const shared = { pipelineName: name, region: own.region };
  if (environments) return { ...shared, alone: environments, stacks };
  const regions = assembly.stacks.filter(({ stackName }) => stackName.startsWith(`${name}-region-`));
  return { ...shared, alone: [], stacks: [own, ...stacks, ...regions.map((stack) => placed(stack, `what the pipeline has in ${stack.region}`))] };
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
