import { isObject, member, numberAt, objectAt, stringAt, type Json, type JsonObject } from './json';
import type { EnvironmentModel, PipelineMetadata } from './pipeline';
import { allOf, failure, success, type Result } from './result';
import type { TemplateResource } from './template';

export const PIPELINE_METADATA = 'gostyle:pipeline';
const VERSION = 1;

/** Reads the pipeline's metadata, which contains what the template cannot express. */
export function readPipelineMetadata(logicalId: string, resource: TemplateResource): Result<PipelineMetadata> {
  const path = `${logicalId}.Metadata.${PIPELINE_METADATA}`;
  const block = objectAt(resource.metadata, PIPELINE_METADATA);
  if (block === undefined) return failure(`${path}: missing; the pipeline was not created by GoStyleWebPipeline`);
  if (block.version !== VERSION) {
    return failure(`${path}.version must be ${VERSION}, got: ${JSON.stringify(block.version)}; use the runner of the same release as the library`);
  }
  const application = objectAt(block, 'application');
  const port = numberAt(application, 'port');
  const name = stringAt(block, 'name');
  if (name === undefined || application === undefined || port === undefined) {
    return failure(`${path}: must have "name" and "application" with a "port"`);
  }
  const environments = readEnvironments(block, path);
  if (environments.status !== 'success') return environments;
  return success({
    version: VERSION,
    name,
    buildspec: stringAt(block, 'buildspec') ?? 'buildspec.yml',
    application: {
      name: stringAt(application, 'name') ?? name,
      directory: stringAt(application, 'directory') ?? '.',
      port,
      healthCheckPath: stringAt(application, 'healthCheckPath') ?? '/',
    },
    environments: environments.value,
  });
}

function readEnvironments(block: JsonObject, path: string): Result<EnvironmentModel[]> {
  const environments = member(block, 'environments');
  if (!Array.isArray(environments)) return failure(`${path}.environments must be a list`);
  return allOf(environments.map((environment: Json, index) => readEnvironment(environment, `${path}.environments[${index}]`)));
}

function readEnvironment(environment: Json, path: string): Result<EnvironmentModel> {
  const [name, stage, stackName, templatePath] = ['name', 'stage', 'stackName', 'template'].map((key) => stringAt(environment, key));
  if (!isObject(environment) || name === undefined || stackName === undefined || templatePath === undefined) {
    return failure(`${path}: must have "name", "stackName" and "template"`);
  }
  return success({ name, stage: stage ?? name, stackName, templatePath });
}
