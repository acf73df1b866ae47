import type { EnvironmentTarget } from '../delivery/environment-target';

/** What the pipeline has to know of an environment, by names. */
export interface Delivered extends Pick<EnvironmentTarget, 'delivery' | 'beforeDeployment' | 'afterDeployment' | 'parameterNames'> {
  /** ARNs that are known at synthesis where another account has to know them. */
  readonly revisionReaderArns: string[];
}
