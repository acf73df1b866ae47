import { Acknowledgements } from './assembly/acknowledgement';
import { checkAssembly } from './assembly/check-assembly';
import { checkFiles, once } from './check-files';
import { byPlace, type CheckResult, type Finding } from './finding';
import type { CheckRequest, DockerfileRequest, SourceRequest } from './request';
import {
  readAssemblyTemplate, readCloudAssembly, readPipelines, type ActionModel, type BuildProject, type CloudAssembly, type MissingTemplate,
  type PipelineModel,
} from '../assembly';
import { givenFiles } from './given-variables';
import { stringAt } from '../assembly/json';
import { UserError } from '../messages/user-error';

/** All findings of a request, sorted by location. Throws a `UserError` if the input cannot be read. */
export function check(request: CheckRequest): CheckResult {
  const missing: MissingTemplate[] = [];
  const assembly = request.assembly && openAssembly(request.assembly.directory, missing);
  const acknowledgements = assembly && new Acknowledgements(assembly);
  const ofAssembly = assembly ? checkAssembly(assembly, { own: request.assembly?.own, acknowledgements }) : [];
  const files = checkFiles({
    ...request,
    sources: request.source ? expected(request.source, assembly) : [],
    isAcknowledged: (rule) => acknowledgements?.coversAnywhere(rule) ?? false,
  });
  return { ...files, findings: [...files.findings, ...missing.map(noTemplate), ...ofAssembly].sort(byPlace) };
}

function openAssembly(directory: string, missing: MissingTemplate[]): CloudAssembly {
  const assembly = readCloudAssembly(directory, missing);
  if (assembly.status !== 'success') throw new UserError(`${directory}: ${assembly.message}`);
  return assembly.value;
}

function noTemplate({ stack, templatePath }: MissingTemplate): Finding {
  return {
    rule: 'assembly.template',
    severity: 'error',
    file: templatePath,
    message: 'the manifest names a template that is not in the assembly, so the stack cannot be deployed',
    value: stack,
    fix: 'run cdk synth, and include the whole output folder in the artifact',
  };
}

/** Fills in what each pipeline of the assembly expects from the source, unless the request says so. */
function expected(source: SourceRequest, assembly: CloudAssembly | undefined): SourceRequest[] {
  if (!assembly) return [source];
  const pipelines = readPipelines(assembly);
  if (pipelines.length === 0) return [source];
  return pipelines.map((pipeline) => ({
    ...expectedBy(pipeline), given: givenFiles(assembly, pipeline), startScripts: startScriptsOf(assembly, pipeline), ...source,
  }));
}

function expectedBy({ stages, metadata }: PipelineModel): Omit<SourceRequest, 'directory'> {
  const actions = stages.flatMap((stage) => stage.actions);
  const build = actions.find((action) => action.provider === 'CodeBuild' && action.project?.buildspec.type === 'file');
  const deploy = actions.find((action) => action.provider === 'CodeDeploy');
  return {
    buildspec: metadata.buildspec,
    artifacts: build?.outputArtifacts,
    revision: deploy?.inputArtifacts[0],
    codeDeploy: deploy !== undefined,
    variables: build?.namespace === undefined ? [] : variablesOf(build.namespace, actions),
    lambda: actions.some(({ configuration }) => (configuration.Capabilities ?? '').includes('CAPABILITY_AUTO_EXPAND')),
    dockerfiles: actions.flatMap(({ project }) => (project ? dockerfilesOf(project) : [])),
  };
}

/** The handlers of functions with the Lambda Web Adapter, which are files of the revision. */
function startScriptsOf(assembly: CloudAssembly, { metadata: { environments } }: PipelineModel): string[] {
  const templates = environments.map(({ templatePath }) => readAssemblyTemplate(assembly, templatePath));
  return templates.flatMap((template) => (template.status === 'success' ? Object.values(template.value.resources) : []))
    .filter(({ type, properties }) => type === 'AWS::Lambda::Function'
      && stringAt(properties, 'Environment', 'Variables', 'AWS_LAMBDA_EXEC_WRAPPER') === '/opt/bootstrap')
    .flatMap(({ properties }) => stringAt(properties, 'Handler') ?? []);
}

/** `#{Build.NAME}` in the configuration of any action. */
function variablesOf(namespace: string, actions: readonly ActionModel[]): string[] {
  const used = [...JSON.stringify(actions.map(({ configuration }) => configuration)).matchAll(/#\{([\w@-]+)\.(\w+)\}/g)];
  // CodeBuild's own variables start with this and need not be exported.
  return once(used.filter(([, of, name]) => of === namespace && !name.startsWith('CODEBUILD_')).map(([, , name]) => name));
}

function dockerfilesOf({ publishes, environmentType, environmentVariables }: BuildProject): DockerfileRequest[] {
  const path = publishes === 'image' ? environmentVariables.find(({ name }) => name === 'DOCKERFILE')?.value : undefined;
  return path === undefined ? [] : [{ path, architecture: environmentType.startsWith('ARM') ? 'ARM64' : 'X86_64' }];
}
