import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Roles of an environment in another account that read artifacts. */
export interface ArtifactReader {
  readonly account: string;
  /** Roles that the pipeline's actions assume there: the bootstrap's deploy role, and the role of the deployment. */
  readonly actionRoleArns: string[];
  /** Roles that read revisions there, of hosts and steps. */
  readonly revisionReaderArns: readonly string[];
}

/**
 * Allows roles of another account by a condition on their names: a role as the principal would have to exist already, and
 * a policy would lose it when the role is deleted and created again.
 */
export function allowForeign(account: string, roleArns: readonly string[], actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({
    principals: [new AccountPrincipal(account)],
    actions,
    resources,
    conditions: { ArnEquals: { 'aws:PrincipalArn': roleArns } },
  });
}

/** Prefix of the artifacts' keys. CodePipeline truncates the pipeline's name to 20 and the artifact's name to 10 characters. */
export function artifactPrefix(pipelineName: string, artifact: string): string {
  return `${pipelineName.slice(0, 20)}/${artifact.slice(0, 10)}/`;
}

/** All artifacts of a pipeline. */
export function artifactsOf(pipelineName: string): string {
  return `${pipelineName.slice(0, 20)}*/*`;
}

/** The artifacts that instances download. */
export function revisionsOf(pipelineName: string): string {
  return `${pipelineName.slice(0, 20)}*/Applicatio*`;
}
