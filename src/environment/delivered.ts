import type { EnvironmentTarget } from '../delivery/environment-target';

type Names = 'delivery' | 'architecture' | 'beforeDeployment' | 'afterDeployment' | 'parameterNames' | 'edge';

/** What the pipeline needs to know of an environment, by names. */
export interface Delivered extends Pick<EnvironmentTarget, Names> {
  /** ARNs that other accounts must know in advance, at synthesis. */
  readonly revisionReaderArns: string[];
}
