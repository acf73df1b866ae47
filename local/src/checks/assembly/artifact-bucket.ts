import type { ActionView } from './action-view';
import type { Node, TemplateGraph } from './template-graph';
import { at, listAt, stringAt, type Json } from '../../assembly/json';
import { textOf } from '../../assembly/text';

/** The artifact bucket of a pipeline in one region, with the names that a policy may use for it. */
export interface ArtifactBucket {
  readonly names: readonly string[];
  /** Set if the bucket is in the template. */
  readonly node?: Node;
  readonly keyTexts: readonly string[];
}

/** The only artifact store, or that of a region; without a region, the one whose bucket is in the pipeline's template. */
export function artifactBucketOf(graph: TemplateGraph, pipeline: Node, region?: string): ArtifactBucket | undefined {
  const store = pipeline.properties.ArtifactStore ?? storeOf(graph, pipeline, region);
  const location = at(store, 'Location');
  // A parameter may be any bucket.
  if (location === undefined || graph.isOpen(location)) return undefined;
  const node = bucketNode(graph, location);
  const names = [textOf(location), ...(node ? [`\${${node.logicalId}}`, textOf(node.properties.BucketName)] : [])].filter(Boolean);
  return { names, node, keyTexts: keysOf(graph, at(store, 'EncryptionKey', 'Id'), node) };
}

/** For the region that the action runs in. */
export function artifactBucketOfAction(graph: TemplateGraph, pipeline: Node, { raw }: ActionView): ArtifactBucket | undefined {
  return artifactBucketOf(graph, pipeline, stringAt(raw, 'Region'));
}

function storeOf(graph: TemplateGraph, pipeline: Node, region?: string): Json | undefined {
  const stores = listAt(pipeline.properties, 'ArtifactStores');
  const found =
    region === undefined
      ? (stores.find((each) => bucketNode(graph, at(each, 'ArtifactStore', 'Location'))) ?? stores[0])
      : stores.find((each) => stringAt(each, 'Region') === region);
  return at(found, 'ArtifactStore');
}

function bucketNode(graph: TemplateGraph, location: Json | undefined): Node | undefined {
  return graph.named(location, 'AWS::S3::Bucket', 'BucketName');
}

/** Returns a predicate: whether a policy's resource covers the bucket's objects. */
export function coversObjects({ names, node }: ArtifactBucket): (resource: string) => boolean {
  const arns = [
    ...names.flatMap((name) => [`arn:aws:s3:::${name}`, `arn:\${AWS::Partition}:s3:::${name}`]),
    ...(node ? [`\${${node.logicalId}.Arn}`] : []),
  ];
  return (resource) =>
    resource === '*' ||
    /^arn:[^:]+:s3:::\*/.test(resource) ||
    resource.includes('{"Fn::') ||
    arns.some(
      (arn) =>
        resource.startsWith(`${arn}/`) ||
        (resource.startsWith(arn.slice(0, resource.indexOf('*'))) && resource.includes('*') && resource.indexOf('*') < arn.length),
    );
}

/** Returns a predicate: whether a policy's resource covers a key, by its ARN or, if the key is created elsewhere, by account and region. */
export function coversKey(key: string): (resource: string) => boolean {
  const everyOther = samePartition(key.replace(/:alias\/.*$/, ':key/*'));
  return (resource) => resource === key || resource === '*' || (key.includes(':alias/') && samePartition(resource) === everyOther);
}

/** The partition may be literal in one place and a pseudo parameter in the other. */
function samePartition(arn: string): string {
  return arn.replace(/^arn:(\$\{AWS::Partition\}|aws[a-z-]*):/, 'arn:aws:');
}

function keysOf(graph: TemplateGraph, storeKey: Json | undefined, bucket: Node | undefined): string[] {
  const ofBucket = listAt(bucket?.properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration').map((rule) =>
    at(rule, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID'),
  );
  const nodes = [storeKey, ...ofBucket].flatMap((key) => graph.follow(key) ?? []);
  const inTemplate = nodes.filter(({ type }) => type === 'AWS::KMS::Key').map(({ logicalId }) => `\${${logicalId}.Arn}`);
  const text = textOf(storeKey);
  return [...new Set([...inTemplate, ...(text.includes(':alias/') || text.includes(':key/') ? [text] : [])])];
}
