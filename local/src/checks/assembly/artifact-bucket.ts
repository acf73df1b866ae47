import type { Node, TemplateGraph } from './template-graph';
import { at, listAt, type Json } from '../../assembly/json';
import { textOf } from '../../assembly/text';

/** The bucket of a pipeline's artifacts, in the words that a policy may use for it. */
export interface ArtifactBucket {
  readonly names: readonly string[];
  readonly node?: Node;
  readonly keyTexts: readonly string[];
}

export function artifactBucketOf(graph: TemplateGraph, pipeline: Node): ArtifactBucket | undefined {
  const store = pipeline.properties.ArtifactStore ?? at(listAt(pipeline.properties, 'ArtifactStores')[0], 'ArtifactStore');
  const location = at(store, 'Location');
  if (location === undefined) return undefined;
  const node = graph.named(location, 'AWS::S3::Bucket', 'BucketName');
  const names = [textOf(location), ...node ? [`\${${node.logicalId}}`, textOf(node.properties.BucketName)] : []].filter(Boolean);
  return { names, node, keyTexts: keysOf(graph, at(store, 'EncryptionKey', 'Id'), node) };
}

/** Whether a policy's resource covers the bucket's objects. */
export function coversObjects({ names, node }: ArtifactBucket): (resource: string) => boolean {
  const arns = [...names.flatMap((name) => [`arn:aws:s3:::${name}`, `arn:\${AWS::Partition}:s3:::${name}`]), ...node ? [`\${${node.logicalId}.Arn}`] : []];
  return (resource) => resource === '*' || /^arn:[^:]+:s3:::\*/.test(resource) || resource.includes('{"Fn::')
    || arns.some((arn) => resource.startsWith(`${arn}/`) || (resource.startsWith(arn.slice(0, resource.indexOf('*'))) && resource.includes('*') && resource.indexOf('*') < arn.length));
}

function keysOf(graph: TemplateGraph, storeKey: Json | undefined, bucket: Node | undefined): string[] {
  const ofBucket = listAt(bucket?.properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration')
    .map((rule) => at(rule, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID'));
  const nodes = [storeKey, ...ofBucket].flatMap((key) => graph.follow(key) ?? []);
  return nodes.filter(({ type }) => type === 'AWS::KMS::Key').map(({ logicalId }) => `\${${logicalId}.Arn}`);
}
