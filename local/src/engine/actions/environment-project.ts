import type { BuildProject } from '../../assembly';
import type { Stores } from '../../codebuild';
import { ActionFailure } from '../../model/action-failure';
import type { SecretStoreName, SecretValues } from '../../model/secrets';
import type { Environments } from '../environment/environments';
import type { ActionRun } from '../execution/action';

export interface EnvironmentProject {
  readonly project: BuildProject;
  /** The secrets that its variables name. */
  readonly stores?: Stores;
}

/** The project that an action names, where it is not in the pipeline's stack: in that of the stage's environment. */
export async function projectOfEnvironment(run: ActionRun, environments: Environments): Promise<EnvironmentProject> {
  const { action } = run;
  const name = action.configuration.ProjectName ?? '';
  const environment = await environments.ofAction(run);
  const project = environment.buildProject(name);
  if (!project) {
    throw new ActionFailure(`action ${action.name} names the project ${name}, which neither the stack of the pipeline nor that of `
      + `${environment.name} has`, { environment: environment.name });
  }
  return { project, stores: await storesFor(project, environment.secrets) };
}

/** One that nobody has is left out: the build says which. */
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

/** `id:field`, where the id may be an ARN. */
function secretId(value: string): string {
  return value.split(':').slice(0, value.startsWith('arn:') ? 7 : 1).join(':');
}
