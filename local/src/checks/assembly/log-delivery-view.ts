import type { Node, TemplateGraph } from './template-graph';
import { entriesOf, isObject, type Json, type JsonObject } from '../../assembly/json';
import { textOf } from '../../assembly/text';
import { readDocument, type DocumentValue } from '../../yaml/document';
import { SyntaxProblem } from '../../yaml/libyaml/syntax-problem';

export const STREAM = 'AWS::KinesisFirehose::DeliveryStream';
export const INGESTION = 'AWS::OSIS::Pipeline';
export const DOMAIN = 'AWS::OpenSearchService::Domain';
export const BUCKET = 'AWS::S3::Bucket';
const ROLE = 'AWS::IAM::Role';

/** Destinations of a delivery stream: each kind has a property of its own. */
export function destinationsOf({ properties }: Node): [path: string, destination: JsonObject][] {
  return entriesOf(properties)
    .filter((entry): entry is [string, JsonObject] => entry[0].endsWith('DestinationConfiguration') && isObject(entry[1]))
    .map(([key, destination]) => [`Properties.${key}`, destination]);
}

/** The roles of a pipeline of OpenSearch Ingestion: of its own property, or in its configuration. */
export function ingestionRoles(graph: TemplateGraph, { properties }: Node): Node[] {
  const { PipelineRoleArn: given, PipelineConfigurationBody: body } = properties;
  const role = graph.follow(given, ROLE);
  return given === undefined ? graph.mentioned(body).filter(({ type }) => type === ROLE) : role ? [role] : [];
}

/** Where a pipeline of OpenSearch Ingestion writes, as far as the template knows it. */
export interface SearchSink {
  readonly role: Node;
  readonly domain: Node;
}

/** Sources and dead-letter queues have roles, too: only sinks write to a domain. What cannot be read is not judged. */
export function searchSinks(graph: TemplateGraph, { properties }: Node): SearchSink[] {
  const own = graph.follow(properties.PipelineRoleArn, ROLE);
  const mentioned = (value: DocumentValue | undefined, type: string): Node[] => [...value?.scalars() ?? []]
    .flatMap(({ written = '' }) => graph.mentioned({ 'Fn::Sub': written.replace(MARKED, '${$1}') })).filter((node) => node.type === type);
  return sinksIn(textOf(properties.PipelineConfigurationBody)).flatMap((sink) => {
    const given = sink.entries.get('aws')?.value.entries.get('sts_role_arn')?.value;
    const [role] = given === undefined ? own ? [own] : [] : mentioned(given, ROLE);
    return role === undefined ? [] : mentioned(sink.entries.get('hosts')?.value, DOMAIN).map((domain) => ({ role, domain }));
  });
}

/** Private characters in place of braces, which YAML would read. */
const MARKED = /\u{E000}([\w.:]+)\u{E001}/gu;

/** What is below `opensearch` in the sinks of all pipelines. */
function sinksIn(body: string): DocumentValue[] {
  try {
    const pipelines = [...readDocument(body.replace(/\$\{([\w.:]+)\}/g, '\u{E000}$1\u{E001}')).entries.values()];
    const sinks = pipelines.flatMap(({ value }) => value.entries.get('sink')?.value.items ?? []);
    return sinks.flatMap(({ entries }) => entries.get('opensearch')?.value ?? []);
  } catch (error) {
    if (error instanceof SyntaxProblem) return [];
    throw error;
  }
}

/** The domain of a template that an ARN is of, by reference or by name. */
export function domainOf(graph: TemplateGraph, arn: Json | undefined): Node | undefined {
  return ofArn(graph, arn, { type: DOMAIN, nameProperty: 'DomainName', name: /:domain\/([^/]+)$/ });
}

/** The same for a bucket. */
export function bucketOf(graph: TemplateGraph, arn: Json | undefined): Node | undefined {
  return ofArn(graph, arn, { type: BUCKET, nameProperty: 'BucketName', name: /:::([^/]+)/ });
}

interface NamedInArn {
  readonly type: string;
  readonly nameProperty: string;
  readonly name: RegExp;
}

function ofArn(graph: TemplateGraph, arn: Json | undefined, { type, nameProperty, name }: NamedInArn): Node | undefined {
  const named = name.exec(textOf(arn))?.[1];
  return graph.follow(arn, type) ?? graph.mentioned(arn).find((node) => node.type === type)
    ?? graph.ofType(type).find(({ properties }) => named !== undefined && textOf(properties[nameProperty]) === named);
}

