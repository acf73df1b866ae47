import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** The roles of an environment in another account that read artifacts. */
export interface ArtifactReader {
  readonly account: string;
  /** What the pipeline's actions act as there: the deploy role of the bootstrap, and the role of the deployment. */
  readonly actionRoleArns: string[];
  /** What reads revisions there: hosts, steps. */
  readonly revisionReaderArns: readonly string[];
}

/**
 * Lets roles of another account do something. They are named by a condition: a role as the principal would have to exist already, and
 * would be somebody else's when it is made again.
 */
export function allowForeign(account: string, roleArns: readonly string[], actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({
    principals: [new AccountPrincipal(account)],
    actions,
    resources,
    conditions: { ArnEquals: { 'aws:PrincipalArn': roleArns } },
  });
}

/** What the keys of an artifact begin with. CodePipeline cuts the pipeline's name to 20 and the artifact's name to 10 characters. */
export function artifactPrefix(pipelineName: string, artifact: string): string {
  return `${pipelineName.slice(0, 20)}/${artifact.slice(0, 10)}/`;
}

/** All of a pipeline. */
export function artifactsOf(pipelineName: string): string {
  return `${pipelineName.slice(0, 20)}*/*`;
}

/** Those of them that instances download. */
export function revisionsOf(pipelineName: string): string {
  return `${pipelineName.slice(0, 20)}*/Applicatio*`;
}
