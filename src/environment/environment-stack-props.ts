import type { StackProps } from 'aws-cdk-lib';
import type { Environment } from './environment';
import type { ApplicationConfig } from '../application/application-config';

/** Properties of an environment's stack. */
export interface EnvironmentStackProps extends StackProps {
  readonly environment: Environment;
  readonly application: ApplicationConfig;
  /** Name of the pipeline, whose artifacts the environment may read. */
  readonly pipelineName: string;
  /** Whether the artifacts are encrypted with a key, whose ARN the pipeline passes. */
  readonly artifactKey?: boolean;
  /** Name of the role that reads revisions, if another account must know it in advance. */
  readonly revisionReaderName?: string;
  /** US dollars a month, by resource type or instance type. */
  readonly monthlyPrices?: { [name: string]: number };
}
