import type { StackProps } from 'aws-cdk-lib';
import type { Environment } from './environment';
import type { ApplicationConfig } from '../application/application-config';

/** What the stack of an environment is made from. */
export interface EnvironmentStackProps extends StackProps {
  readonly environment: Environment;
  readonly application: ApplicationConfig;
  /** Name of the pipeline, whose artifacts the environment may read. */
  readonly pipelineName: string;
  /** Whether the artifacts are encrypted with a key, whose ARN the pipeline passes. */
  readonly artifactKey?: boolean;
  /** Name of the role that reads revisions, where another account has to know it. */
  readonly revisionReaderName?: string;
  /** US dollars a month, by resource type or instance type. */
  readonly monthlyPrices?: { [name: string]: number };
}
