import { environmentVariables, readBuildProject, type BuildProject } from './build-project';
import type { CloudAssembly, StackArtifact } from './cloud-assembly';
import { at, entriesOf, isObject, listAt, numberAt, objectAt, stringAt, type Json } from './json';
import type { ActionCategory, ActionModel, ExecutionMode, FilterModel, PipelineModel, StageModel, TriggerModel } from './pipeline';
import { readPipelineMetadata } from './pipeline-metadata';
import { readConditions } from './read-conditions';
import { failure, notFound, success, type Result } from './result';
import { resourcesOfType, type TemplateResource } from './template';
import { logicalIdOf, textOf } from './text';
import { canBeMatched } from '../system/glob';

const PIPELINE = 'AWS::CodePipeline::Pipeline';

/**
 * Reads the pipeline of an assembly. `name` selects one if there are several: the pipeline's name, the name in its metadata, its logical
 * id, or its stack's name.
 */
export function readPipeline(assembly: CloudAssembly, name?: string): Result<PipelineModel> {
  const pipelines = readAll(assembly);
  if (pipelines.length === 0) return notFound('the cloud assembly has no AWS::CodePipeline::Pipeline; does the app have a GoStyleWebPipeline?');
  const good = pipelines.flatMap((pipeline) => pipeline.status === 'success' ? [pipeline.value] : []);
  const matching = name === undefined ? good : good.filter((pipeline) => answersTo(pipeline, name));
  if (matching.length === 1) return success(matching[0]);
  const broken = pipelines.find((pipeline) => pipeline.status !== 'success');
  if (matching.length === 0 && broken) return broken;
  const names = good.map((pipeline) => pipeline.name).join(', ');
  return matching.length === 0
    ? notFound(`the cloud assembly has no pipeline ${name}; it has: ${names}`)
    : failure(`the cloud assembly has more than one pipeline; name one with \`--pipeline\`: ${names}`);
}

/** All pipelines that can be read; one repository may have several. */
export function readPipelines(assembly: CloudAssembly): PipelineModel[] {
  return readAll(assembly).flatMap((pipeline) => pipeline.status === 'success' ? [pipeline.value] : []);
}

function readAll(assembly: CloudAssembly): Result<PipelineModel>[] {
  return assembly.stacks.flatMap((stack) =>
    resourcesOfType(stack.template, PIPELINE).map(([logicalId, resource]) => readOne(stack, logicalId, resource)));
}

function answersTo(pipeline: PipelineModel, name: string): boolean {
  return [pipeline.name, pipeline.metadata.name, pipeline.logicalId, pipeline.stack.stackName].includes(name);
}

function readOne(stack: StackArtifact, logicalId: string, resource: TemplateResource): Result<PipelineModel> {
  const metadata = readPipelineMetadata(logicalId, resource);
  if (metadata.status !== 'success') return metadata;
  const { properties } = resource;
  const triggers = listAt(properties, 'Triggers').flatMap(readTrigger);
  const unmatchable = triggers.flatMap(patternsOf).find((pattern) => !canBeMatched(pattern));
  if (unmatchable !== undefined) {
    return failure(`${logicalId}: the pattern ${unmatchable.slice(0, 80)} of a trigger is too complex; shorten it`);
  }
  const missing = metadata.value.environments.find(({ stage }) => !stageNames(properties.Stages).includes(stage));
  if (missing) return failure(`${logicalId}: environment ${missing.name} names the stage ${missing.stage}, which the pipeline does not have`);
  return success({
    logicalId,
    name: stringAt(properties, 'Name') ?? metadata.value.name,
    type: stringAt(properties, 'PipelineType') === 'V2' ? 'V2' : 'V1',
    executionMode: (stringAt(properties, 'ExecutionMode') ?? 'SUPERSEDED') as ExecutionMode,
    triggers,
    pullRequests: listAt(properties, 'Triggers').flatMap(readPullRequests),
    variables: Object.fromEntries(listAt(properties, 'Variables').map(readVariable)),
    stages: listAt(properties, 'Stages').map((stage) => readStage(stage, stack, listAt(properties, 'DisableInboundStageTransitions'))),
    metadata: metadata.value,
    stack,
  });
}

function stageNames(stages: Json | undefined): (string | undefined)[] {
  return listAt(stages).map((stage) => stringAt(stage, 'Name'));
}

function readStage(stage: Json, stack: StackArtifact, transitions: readonly Json[]): StageModel {
  const name = stringAt(stage, 'Name') ?? '';
  const disabled = transitions.find((transition) => stringAt(transition, 'StageName') === name);
  return {
    name,
    actions: listAt(stage, 'Actions').map((action) => readAction(action, stack)).sort((a, b) => a.runOrder - b.runOrder),
    ...readConditions(stage),
    disabledReason: disabled === undefined ? undefined : textOf(at(disabled, 'Reason')),
  };
}

function readAction(action: Json, stack: StackArtifact): ActionModel {
  const configuration = objectAt(action, 'Configuration') ?? {};
  return {
    name: stringAt(action, 'Name') ?? '',
    category: (stringAt(action, 'ActionTypeId', 'Category') ?? '') as ActionCategory,
    owner: stringAt(action, 'ActionTypeId', 'Owner') ?? '',
    provider: stringAt(action, 'ActionTypeId', 'Provider') ?? '',
    version: textOf(at(action, 'ActionTypeId', 'Version')),
    runOrder: numberAt(action, 'RunOrder') ?? 1,
    namespace: stringAt(action, 'Namespace'),
    region: stringAt(action, 'Region'),
    configuration: Object.fromEntries(entriesOf(configuration).map(([key, value]) => [key, textOf(value)])),
    inputArtifacts: artifactNames(at(action, 'InputArtifacts')),
    outputArtifacts: artifactNames(at(action, 'OutputArtifacts')),
    timeoutInMinutes: numberAt(action, 'TimeoutInMinutes'),
    project: projectOf(configuration.ProjectName, stack),
    environmentVariables: actionVariables(configuration.EnvironmentVariables),
  };
}

function artifactNames(artifacts: Json | undefined): string[] {
  return listAt(artifacts).map((artifact) => textOf(isObject(artifact) ? artifact.Name : artifact));
}

function projectOf(projectName: Json | undefined, { template }: StackArtifact): BuildProject | undefined {
  if (projectName === undefined) return undefined;
  const logicalId = logicalIdOf(projectName);
  const project = resourcesOfType(template, 'AWS::CodeBuild::Project')
    .find(([id, { properties }]) => id === logicalId || textOf(properties.Name) === textOf(projectName));
  return project && readBuildProject(...project);
}

/** JSON text in the action. If it is invalid, `gostyle lint` reports it; the pipeline can still be read. */
function actionVariables(text: Json | undefined): ActionModel['environmentVariables'] {
  try {
    const list: unknown = JSON.parse(textOf(text) || '[]');
    return Array.isArray(list) ? environmentVariables(list as Json[]) : [];
  } catch {
    return [];
  }
}

function readVariable(variable: Json): [name: string, defaultValue: string] {
  return [stringAt(variable, 'Name') ?? '', textOf(at(variable, 'DefaultValue'))];
}

function readTrigger(trigger: Json): TriggerModel[] {
  return listAt(trigger, 'GitConfiguration', 'Push').map((push) => ({
    sourceAction: stringAt(trigger, 'GitConfiguration', 'SourceActionName') ?? '',
    branches: filterOf(push, 'Branches'),
    tags: filterOf(push, 'Tags'),
    filePaths: filterOf(push, 'FilePaths'),
  }));
}

function readPullRequests(trigger: Json): FilterModel[] {
  return listAt(trigger, 'GitConfiguration', 'PullRequest').map((request) => filterOf(request, 'Branches'));
}

function patternsOf({ branches, tags, filePaths }: TriggerModel): string[] {
  return [branches, tags, filePaths].flatMap(({ includes, excludes }) => [...includes, ...excludes]);
}

function filterOf(push: Json, kind: string): FilterModel {
  const patterns = (key: string): string[] => listAt(push, kind, key).map(textOf);
  return { includes: patterns('Includes'), excludes: patterns('Excludes') };
}
