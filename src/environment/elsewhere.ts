import { DefaultStackSynthesizer, Stack, type StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AccessStack, deliveryRoleName, digestRoleName, stackRoleName } from './access-stack';
import { partitionOf } from './place-of';
import { RegionStack } from './region-stack';
import { templatePathOf } from './template-path';
import { fixedName } from '../core/fixed-name';
import { misuse } from '../core/misuse';
import type { Place } from '../core/place';
import type { ArtifactReader } from '../delivery/artifact-reader';
import { deploymentPermissions, lookUpPermissions, type EnvironmentTarget, type ForeignRoles } from '../delivery/environment-target';
import { deployRoleArn, executionRoleArn } from '../delivery/execution-role';
import type { RegionTarget, SupportStackTarget } from '../delivery/support-stack';

export interface ElsewhereProps {
  readonly pipelineName: string;
  readonly targets: EnvironmentTarget[];
  readonly monthlyPrices?: { [name: string]: number };
  /** Name of the bucket in the pipeline's own region, if it is known at synthesis. */
  readonly ownBucketName?: string;
}

type Where = Pick<Place, 'account' | 'region'>;

/** Resources of a pipeline in other accounts and regions, in stacks that are deployed before its own. */
export class Elsewhere extends Construct {
  /** By region. */
  readonly regions = new Map<string, RegionStack>();

  readonly stacks: SupportStackTarget[] = [];

  constructor(scope: Construct, id: string, private readonly props: ElsewhereProps) {
    super(scope, id);
    const others = props.targets.flatMap(({ place, edge }) => [...place.otherRegion ? [place.region] : [], ...edge ? [edge.region] : []])
      .filter((region) => region !== Stack.of(this).region);
    for (const region of new Set(others)) this.addRegion(region);
    for (const target of props.targets) {
      if (target.place.otherAccount) this.addAccess(target);
      if (target.edge) this.requireFree(target.edge.stackName, `the certificate of ${target.name}`);
    }
  }

  get regionTargets(): RegionTarget[] {
    return [...this.regions].map(([region, { bucketName, topicArn, keyAliasArn }]) => ({ region, bucketName, topicArn, keyAliasArn }));
  }

  private addRegion(region: string): void {
    const { pipelineName, targets, monthlyPrices } = this.props;
    const { account } = Stack.of(this);
    const stack = new RegionStack(this, region, {
      ...this.settings(`${pipelineName}-region-${region}`, `What the pipeline ${pipelineName} has in ${region}`, { account, region }),
      pipelineName,
      readers: artifactReaders(targets, region),
      monthlyPrices,
    });
    this.regions.set(region, stack);
    this.deployFirst(stack, `Update-${region}`, { region });
  }

  private addAccess(target: EnvironmentTarget): void {
    const { pipelineName } = this.props;
    const { name, stackName, place } = target;
    const { account, region } = Stack.of(this);
    const stack = new AccessStack(this, `Access-${name}`, {
      ...this.settings(`${stackName}-access`, `What the pipeline ${pipelineName} may do in ${name}`, place),
      pipelineName,
      environmentStackName: stackName,
      permissions: deploymentPermissions(target),
      lookUpPermissions: lookUpPermissions(target),
      pipelineAccount: account,
      pipelineRoleName: pipelineRoleName(pipelineName, { account, region }),
      digestCallerName: digestCallerName(pipelineName, { account, region }),
      stackCallerName: stackCallerName(pipelineName, { account, region }),
      bucketName: place.otherRegion ? this.regions.get(place.region)?.bucketName : this.props.ownBucketName,
    });
    this.deployFirst(stack, `Update-${name}-access`, {
      region: place.otherRegion ? place.region : undefined, deployRoleArn: deployRoleArn(stack, partitionOf(place.region)),
    });
  }

  private settings(stackName: string, description: string, { account, region }: Where): StackProps {
    this.requireFree(stackName, `${description.charAt(0).toLowerCase()}${description.slice(1)}`);
    const qualifier = Stack.of(this).synthesizer.bootstrapQualifier;
    const synthesizer = new DefaultStackSynthesizer({ qualifier, generateBootstrapVersionRule: false });
    return { stackName, description, env: { account, region }, synthesizer };
  }

  private requireFree(stackName: string, purpose: string): void {
    const other = this.props.targets.find((target) => target.stackName === stackName);
    if (other) throw misuse('environments.name', `must leave the stack name \`${stackName}\` to the pipeline: ${purpose}`, other.name, 'rename it');
  }

  private deployFirst(stack: Stack, actionName: string, where: Pick<SupportStackTarget, 'region' | 'deployRoleArn'>): void {
    Stack.of(this).addStackDependency(stack);
    const { stackName } = stack;
    this.stacks.push({ actionName, stackName, template: templatePathOf(stack), executionRoleArn: executionRoleArn(stack), ...where });
  }
}

type RoleName = (pipelineName: string, where: Where) => string;

/** Names of roles in the pipeline's account that roles of other accounts trust. */
export const pipelineRoleName: RoleName = (name, where) => roleName(`${name}-pipeline`, where);
export const digestCallerName: RoleName = (name, where) => roleName(`${name}-digest`, where);
export const stackCallerName: RoleName = (name, where) => roleName(`${name}-stacks`, where);

function roleName(name: string, { account, region }: Where): string {
  return fixedName(name, [account, region]);
}

/** Roles of other accounts that read artifacts in a region. */
export function artifactReaders(targets: EnvironmentTarget[], region: string): ArtifactReader[] {
  return targets.filter(({ place }) => place.region === region).flatMap(({ place, foreign }) => foreign ? [{
    account: place.account, actionRoleArns: [foreign.deployRoleArn, foreign.deliveryRoleArn], revisionReaderArns: foreign.revisionReaderArns,
  }] : []);
}

/** Roles in the account of an environment, by ARNs that are known in advance. */
export function foreignRoles(stack: Stack, revisionReaderArns: string[]): ForeignRoles {
  const partition = partitionOf(stack.region);
  const arn = (name: string) => `arn:${partition}:iam::${stack.account}:role/${name}`;
  return {
    deployRoleArn: deployRoleArn(stack, partition),
    deliveryRoleArn: arn(deliveryRoleName(stack.stackName, stack)),
    stackRoleArn: arn(stackRoleName(stack.stackName, stack)),
    digestRoleArn: arn(digestRoleName(stack.stackName, stack)),
    revisionReaderArns: revisionReaderArns.map((each) => each.replace(/^arn:[^:]*:/, `arn:${partition}:`)),
  };
}
