import { entriesOf, isObject, listAt, at, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { isSecretLike, secretsInScript } from '../../secret-like';
import { actionsOf, PIPELINE } from '../action-view';
import { resourceRule, type Problem, type Rule, type ResourceProblem } from '../rule';
import type { Node } from '../template-graph';

type Found = Omit<Problem, 'logicalId'>;

/** Secrets visible to everyone who can read a template. */
export const SECRET_RULES: readonly Rule[] = [
  resourceRule('secret.user-data', 'AWS::EC2::LaunchTemplate', userData, 'warning'),
  resourceRule('secret.function-variables', 'AWS::Lambda::Function', functionVariables, 'warning'),
  resourceRule('secret.container-variables', 'AWS::ECS::TaskDefinition', containerVariables, 'warning'),
  resourceRule('secret.action-variables', PIPELINE, actionVariables, 'warning'),
];

function* userData({ properties }: Node): Iterable<ResourceProblem> {
  const data = at(properties, 'LaunchTemplateData', 'UserData');
  for (const name of new Set(secretsInScript(textOf(data)))) {
    yield found('Properties.LaunchTemplateData.UserData', name, 'read it from Secrets Manager or the parameter store when the application starts');
  }
}

function* functionVariables({ properties }: Node): Iterable<ResourceProblem> {
  for (const [name, value] of entriesOf(at(properties, 'Environment', 'Variables'))) {
    if (typeof value === 'string' && isSecretLike(name, value)) {
      yield found(`Properties.Environment.Variables.${name}`, name, 'give the function the ARN of the secret, and the permission to read it');
    }
  }
}

function* containerVariables({ properties }: Node): Iterable<ResourceProblem> {
  for (const [index, container] of listAt(properties, 'ContainerDefinitions').entries()) {
    for (const variable of listAt(container, 'Environment').filter(isObject)) {
      const name = textOf(variable.Name);
      if (typeof variable.Value === 'string' && isSecretLike(name, variable.Value)) {
        yield found(`Properties.ContainerDefinitions[${index}].Environment`, name, 'name it in Secrets');
      }
    }
  }
}

function* actionVariables(pipeline: Node): Iterable<ResourceProblem> {
  for (const { path, configuration } of actionsOf(pipeline)) {
    for (const name of plainSecrets(stringAt(configuration, 'EnvironmentVariables') ?? '[]')) {
      yield found(`${path}.Configuration.EnvironmentVariables`, name, 'keep it in Secrets Manager or the parameter store, and set its type');
    }
  }
}

function found(path: string, name: string, fix: string): Found {
  return { path, message: 'a secret should not be written in a template', value: name, fix };
}

/** From the JSON list of a CodeBuild action; invalid JSON is reported by `action.codebuild`. */
function plainSecrets(text: string): string[] {
  const variables = [...text.matchAll(/\{[^{}]*\}/g)].map(([each]) => ({
    name: /"name"\s*:\s*"([^"]*)"/.exec(each)?.[1] ?? '',
    value: /"value"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(each)?.[1] ?? '',
    type: /"type"\s*:\s*"([^"]*)"/.exec(each)?.[1] ?? 'PLAINTEXT',
  }));
  return variables.filter(({ name, value, type }) => type === 'PLAINTEXT' && isSecretLike(name, value)).map(({ name }) => name);
}
