import type { Node, TemplateGraph } from './template-graph';
import { entriesOf, isObject, type Json, type JsonObject } from '../../assembly/json';
import { textOf } from '../../assembly/text';

export const STREAM = 'AWS::KinesisFirehose::DeliveryStream';
export const INGESTION = 'AWS::OSIS::Pipeline';
export const DOMAIN = 'AWS::OpenSearchService::Domain';
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

/** The domain of a template that an ARN is of, by reference or by name. */
export function domainOf(graph: TemplateGraph, arn: Json | undefined): Node | undefined {
  const name = /:domain\/([a-z0-9-]+)$/.exec(textOf(arn))?.[1];
  return graph.follow(arn, DOMAIN) ?? graph.ofType(DOMAIN).find(({ properties }) => name !== undefined && properties.DomainName === name);
}

