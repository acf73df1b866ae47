import { actionsOf, type ActionView } from './action-view';
import { artifactBucketOf, type ArtifactBucket } from './artifact-bucket';
import type { Node, TemplateGraph } from './template-graph';
import { at, listAt, stringAt } from '../../assembly/json';
import { PIPELINE_METADATA } from '../../assembly/pipeline-metadata';
import { textOf } from '../../assembly/text';

/** An environment of a pipeline in the same assembly, with the account and region of both. */
export interface EnvironmentView {
  readonly name: string;
  readonly graph: TemplateGraph;
  /** Actions that run in the environment. */
  readonly actions: readonly ActionView[];
  readonly otherAccount: boolean;
  readonly otherRegion: boolean;
}

/**
 * Environments whose account and region are set in the app, as are their pipeline's. Another stack that the environment's stage updates
 * counts as an environment of its own, in its own account and region.
 */
export function placedEnvironments(graphs: readonly TemplateGraph[], own: TemplateGraph, pipeline: Node): EnvironmentView[] {
  return listAt(pipeline.metadata, PIPELINE_METADATA, 'environments').flatMap((environment) => {
    const graph = graphs.find(({ path }) => path === stringAt(environment, 'template'));
    if (!graph || !isKnown(graph) || !isKnown(own)) return [];
    const name = stringAt(environment, 'name') ?? '';
    const actions = actionsOf(pipeline).filter(({ stage }) => stage === stringAt(environment, 'stage')).filter(actsThere);
    const besides = graphs.filter((each) => each !== graph && isKnown(each) && actions.some((action) => changes(action, each)));
    const view = (named: string, placed: TemplateGraph, acting: readonly ActionView[]): EnvironmentView => ({
      name: named, graph: placed, actions: acting, otherAccount: placed.account !== own.account, otherRegion: placed.region !== own.region,
    });
    return [
      view(name, graph, actions.filter((action) => !besides.some((each) => changes(action, each)))),
      ...besides.map((each) => view(each.stackName, each, actions.filter((action) => changes(action, each)))),
    ];
  });
}

function changes({ provider, configuration }: ActionView, { stackName }: TemplateGraph): boolean {
  return provider === 'CloudFormation' && textOf(configuration.StackName) === stackName;
}

/** Approvals, builds and functions run where the pipeline is, whatever they do elsewhere. */
function actsThere({ category, provider }: ActionView): boolean {
  return category === 'Deploy' || (category === 'Invoke' && provider !== 'Lambda');
}

function isKnown({ account, region }: TemplateGraph): boolean {
  return /^\d{12}$/.test(account) && !region.startsWith('unknown');
}

/** The bucket and key of a region's artifacts, in any template of the assembly. */
export interface ArtifactPlace {
  readonly store: ArtifactBucket;
  readonly graph: TemplateGraph;
  readonly bucket?: Node;
  readonly key?: Node;
}

export function artifactPlaceOf(graphs: readonly TemplateGraph[], own: TemplateGraph, pipeline: Node, region: string): ArtifactPlace | undefined {
  const store = artifactBucketOf(own, pipeline, pipeline.properties.ArtifactStores === undefined ? undefined : region);
  if (!store) return undefined;
  const candidates = graphs.map((graph) => ({ graph, bucket: graph === own ? store.node : bucketNamed(graph, store.names) }));
  const { graph, bucket } = candidates.find((each) => each.bucket) ?? { graph: own, bucket: undefined };
  const [encryption] = listAt(bucket?.properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration');
  return { store, graph, bucket, key: graph.follow(at(encryption, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID'), 'AWS::KMS::Key') };
}

function bucketNamed(graph: TemplateGraph, names: readonly string[]): Node | undefined {
  return graph.ofType('AWS::S3::Bucket').find(({ properties }) =>
    properties.BucketName !== undefined && names.includes(textOf(properties.BucketName)));
}

/** Roles of the instances that receive a revision, with their ARNs if their names are known. */
export function instanceRolesOf(graph: TemplateGraph): { readonly role: Node; readonly arn?: string }[] {
  const profiles = graph.ofType('AWS::EC2::LaunchTemplate').flatMap(({ properties }) => {
    const profile = at(properties, 'LaunchTemplateData', 'IamInstanceProfile');
    return graph.follow(at(profile, 'Arn')) ?? graph.follow(at(profile, 'Name')) ?? [];
  });
  const roles = profiles.flatMap(({ properties }) => listAt(properties, 'Roles')).flatMap((reference) =>
    graph.follow(reference, 'AWS::IAM::Role') ?? []);
  return [...new Set(roles)].map((role) => ({ role, arn: roleArn(graph.account, role) }));
}

function roleArn(account: string, { properties }: Node): string | undefined {
  return typeof properties.RoleName === 'string' ? `:iam::${account}:role/${properties.RoleName}` : undefined;
}

/** `:iam::ACCOUNT:role/NAME`: the part of a role's ARN that does not depend on how the partition is written. */
export function roleEnd(arn: string): string | undefined {
  return /:iam::\d{12}:role\/.+$/.exec(arn)?.[0];
}

