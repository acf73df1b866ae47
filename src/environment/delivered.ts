import type { EnvironmentTarget } from '../delivery/environment-target';

/** What the pipeline needs to know of an environment, by names. */
export interface Delivered extends Pick<EnvironmentTarget, 'delivery' | 'beforeDeployment' | 'afterDeployment' | 'parameterNames' | 'edge'> {
  /** ARNs that other accounts must know in advance, at synthesis. */
  readonly revisionReaderArns: string[];
}
