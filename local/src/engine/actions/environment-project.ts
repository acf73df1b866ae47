import type { BuildProject } from '../../assembly';
import type { Stores } from '../../codebuild';
import { ActionFailure } from '../../model/action-failure';
import type { SecretStoreName, SecretValues } from '../../model/secrets';
import type { Environments } from '../environment/environments';
import type { ActionRun } from '../execution/action';

/** Given to commands after a deployment. */
const URL_VARIABLE = 'APPLICATION_URL';

export interface EnvironmentProject {
  readonly project: BuildProject;
  /** Provides the secrets that its variables refer to. */
  readonly stores?: Stores;
}

/** A project that is not in the pipeline's stack is looked up in the stack of the stage's environment. */
export async function projectOfEnvironment(run: ActionRun, environments: Environments): Promise<EnvironmentProject> {
  const { action } = run;
  const name = action.configuration.ProjectName ?? '';
  const environment = await environments.ofAction(run);
  const project = environment.buildProject(name);
  if (!project) {
    throw new ActionFailure(`action ${action.name} names the project ${name}, which is neither in the stack of the pipeline nor in that of `
      + `${environment.name}: name a project of one of them`, { environment: environment.name });
  }
  return { project: withLocalAddress(project, environment.url), stores: await storesFor(project, environment.secrets) };
}

/** The template's address is that of a load balancer on AWS. */
function withLocalAddress(project: BuildProject, url: string): BuildProject {
  const environmentVariables = project.environmentVariables
    .map((variable) => variable.name === URL_VARIABLE ? { ...variable, value: url } : variable);
  return { ...project, environmentVariables };
}

/** A secret without a value is left out; the build then reports which one is missing. */
async function storesFor({ environmentVariables }: BuildProject, secrets: SecretValues): Promise<Stores> {
  const valuesOf = async (type: string, store: SecretStoreName, idOf: (value: string) => string) => {
    const ids = environmentVariables.filter((variable) => variable.type === type).map(({ value }) => idOf(value));
    const found = await Promise.all(ids.map(async (id) => [id, await secrets.find(store, id)] as const));
    return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
  };
  return {
    secretsManager: await valuesOf('SECRETS_MANAGER', 'secrets-manager', secretId),
    parameterStore: await valuesOf('PARAMETER_STORE', 'parameter-store', (name) => name),
  };
}

/** The id in `id:field`, where the id may be an ARN. */
function secretId(value: string): string {
  return value.split(':').slice(0, value.startsWith('arn:') ? 7 : 1).join(':');
}
