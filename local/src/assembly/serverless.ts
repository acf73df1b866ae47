import { at, entriesOf, isList, isObject, listAt, objectAt, stringAt, type Json, type JsonObject } from './json';

const TRANSFORM = 'AWS::Serverless-2016-10-31';
const FUNCTION = 'AWS::Serverless::Function';
/** Logical id of the CodeDeploy application that AWS SAM makes for all functions of a template. */
export const SERVERLESS_APPLICATION = 'ServerlessDeploymentApplication';

/** SAM properties that `AWS::Lambda::Function` has under the same name. */
const TAKEN_OVER = [
  'Architectures', 'Description', 'EphemeralStorage', 'FunctionName', 'Handler', 'Layers', 'LoggingConfig', 'MemorySize',
  'ReservedConcurrentExecutions', 'Role', 'Runtime', 'Timeout', 'VpcConfig', 'Environment', 'KmsKeyArn',
];

/**
 * Expands functions with code in a bucket as the AWS SAM transform does: function, version, alias, and CodeDeploy's traffic shifting. The
 * version's logical id lacks the hash at its end, which depends on parameter values; the hashed data is in its description instead. A
 * template that uses any other SAM feature is left unchanged.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
 */
export function expandServerless(document: JsonObject): JsonObject {
  const transforms = isList(document.Transform) ? document.Transform : [document.Transform];
  const resources = entriesOf(document.Resources);
  const serverless = resources.filter(([, resource]) => stringAt(resource, 'Type')?.startsWith('AWS::Serverless::'));
  if (!transforms.includes(TRANSFORM) || !serverless.every(([, resource]) => isExpandable(resource))) return document;
  const functions = serverless.map(([id]) => id);
  const { Transform: _transform, ...rest } = document;
  const left = transforms.filter((transform): transform is Json => transform !== undefined && transform !== TRANSFORM);
  const expanded = Object.fromEntries(resources.flatMap(([id, resource]): [string, Json][] =>
    functions.includes(id) ? expand(id, resource as JsonObject) : [[id, resource]]));
  const deployed = Object.values(expanded).some((resource) => stringAt(resource, 'Type') === 'AWS::CodeDeploy::DeploymentGroup'
    && at(resource, 'Properties', 'ApplicationName', 'Ref') === SERVERLESS_APPLICATION);
  const application = deployed ? { [SERVERLESS_APPLICATION]: { Type: 'AWS::CodeDeploy::Application', Properties: { ComputePlatform: 'Lambda' } } }
    : {};
  return renamed({
    ...rest, ...left.length > 0 && { Transform: left }, Resources: { ...expanded, ...application },
  }, namesOf(serverless)) as JsonObject;
}

/** Other functions get their code or triggers in ways that are not supported here. */
function isExpandable(resource: Json): boolean {
  const { CodeUri: code, Events: events } = objectAt(resource, 'Properties') ?? {};
  return stringAt(resource, 'Type') === FUNCTION && isObject(code) && events === undefined;
}

function expand(id: string, { Properties, Type: _type, ...attributes }: JsonObject): [string, Json][] {
  const properties = isObject(Properties) ? Properties : {};
  const alias = stringAt(properties, 'AutoPublishAlias');
  const release = properties.AutoPublishCodeSha256;
  const dependsOn = attributes.DependsOn === undefined ? {} : { DependsOn: attributes.DependsOn };
  const made: [string, Json][] = [[id, { ...attributes, Type: 'AWS::Lambda::Function', Properties: functionProperties(properties) }]];
  if (alias === undefined) return made;
  const aliasId = `${id}Alias${alias}`;
  made.push([`${id}Version`, {
    Type: 'AWS::Lambda::Version',
    DeletionPolicy: 'Retain',
    Properties: { FunctionName: { Ref: id }, Description: release ?? JSON.stringify(properties.CodeUri) },
  }]);
  const preference = objectAt(properties, 'DeploymentPreference');
  made.push([aliasId, {
    ...dependsOn,
    Type: 'AWS::Lambda::Alias',
    Properties: {
      Name: alias,
      FunctionName: { Ref: id },
      FunctionVersion: { 'Fn::GetAtt': [`${id}Version`, 'Version'] },
      ...properties.ProvisionedConcurrencyConfig !== undefined && { ProvisionedConcurrencyConfig: properties.ProvisionedConcurrencyConfig },
    },
    ...preference && { UpdatePolicy: updatePolicy(id, preference) },
  }]);
  if (preference) made.push([`${id}DeploymentGroup`, deploymentGroup(preference)]);
  return made;
}

function functionProperties(properties: JsonObject): JsonObject {
  const { CodeUri: code, Tracing: tracing } = properties;
  return {
    Code: { S3Bucket: at(code, 'Bucket'), S3Key: at(code, 'Key'), S3ObjectVersion: at(code, 'Version') },
    ...Object.fromEntries(TAKEN_OVER.map((name) => [name, properties[name]])),
    ...tracing !== undefined && { TracingConfig: { Mode: tracing } },
  };
}

function updatePolicy(id: string, preference: JsonObject): JsonObject {
  const hooks = { before: at(preference, 'Hooks', 'PreTraffic'), after: at(preference, 'Hooks', 'PostTraffic') };
  return {
    CodeDeployLambdaAliasUpdate: {
      ApplicationName: { Ref: SERVERLESS_APPLICATION },
      DeploymentGroupName: { Ref: `${id}DeploymentGroup` },
      ...hooks.before !== undefined && { BeforeAllowTrafficHook: hooks.before },
      ...hooks.after !== undefined && { AfterAllowTrafficHook: hooks.after },
    },
  };
}

function deploymentGroup(preference: JsonObject): JsonObject {
  const alarms = listAt(preference, 'Alarms');
  return {
    Type: 'AWS::CodeDeploy::DeploymentGroup',
    Properties: {
      ApplicationName: { Ref: SERVERLESS_APPLICATION },
      ...alarms.length > 0 && { AlarmConfiguration: { Enabled: true, Alarms: alarms.map((alarm) => ({ Name: alarm })) } },
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'] },
      DeploymentConfigName: `CodeDeployDefault.Lambda${stringAt(preference, 'Type') ?? 'AllAtOnce'}`,
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      ServiceRoleArn: preference.Role,
    },
  };
}

/** `Function.Alias` and `Function.Version` refer to resources generated for a function. */
function namesOf(serverless: readonly [string, Json][]): ReadonlyMap<string, string> {
  return new Map(serverless.flatMap(([id, resource]) => {
    const alias = stringAt(resource, 'Properties', 'AutoPublishAlias');
    return alias === undefined ? [] : [[`${id}.Alias`, `${id}Alias${alias}`], [`${id}.Version`, `${id}Version`]] as [string, string][];
  }));
}

function renamed(value: Json | undefined, names: ReadonlyMap<string, string>): Json | undefined {
  if (isList(value)) return value.map((each) => renamed(each, names) as Json);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [
    key, key === 'Ref' && typeof child === 'string' ? names.get(child) ?? child : renamed(child, names),
  ]));
}
