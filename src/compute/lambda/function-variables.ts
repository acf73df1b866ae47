import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { webAdapterVariables } from './web-adapter';
import { misuse } from '../../core/misuse';
import { SecretStore, type SecretReference } from '../../data/secret-reference';
import type { ComputeBindOptions } from '../compute-config';

/** Lambda sets these variables and refuses them in a function's environment. */
const RESERVED = [
  /^(_HANDLER|_X_AMZN_TRACE_ID|TZ|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR)$/,
  /^AWS_(REGION|DEFAULT_REGION|EXECUTION_ENV|ACCESS_KEY(_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN|LAMBDA_(?!EXEC_WRAPPER$)\w+)$/,
];

/** Limit of names and values together. */
const LIMIT = 4096;

/** Environment variables of the application. Secrets are references that CloudFormation resolves at deployment, so a template never contains one. */
export function functionVariables(scope: Construct, options: ComputeBindOptions): Record<string, string> {
  const { environmentName, application, variables } = options;
  const secrets = Object.entries(options.secrets).map(([name, secret]): [string, string] => [name, reference(environmentName, name, secret)]);
  const all = { ...variables, ...Object.fromEntries(secrets), ...webAdapterVariables(application) };
  const prop = `environments.${environmentName}.environmentVariables`;
  for (const name of Object.keys(all)) {
    const path = Object.hasOwn(options.secrets, name) ? `environments.${environmentName}.uses` : prop;
    if (RESERVED.some((pattern) => pattern.test(name))) throw misuse(path, 'must not set a variable that Lambda sets', name, 'rename it');
    if (!/^[A-Za-z]\w+$/.test(name)) throw misuse(path, 'must have names of at least two characters that begin with a letter', name, 'rename it');
  }
  requireSize(scope, prop, all);
  return all;
}

/** Values that are known only at deployment do not count. */
function requireSize(scope: Construct, prop: string, all: Record<string, string>): void {
  const { length } = JSON.stringify(Object.fromEntries(Object.entries(all).map(([name, value]) =>
    [name, Token.isUnresolved(Stack.of(scope).resolve(value)) || Token.isUnresolved(value) ? '' : value])));
  if (length <= LIMIT) return;
  throw misuse(prop, `must have at most ${LIMIT} bytes in total on Lambda`, length, 'read longer values when the application starts');
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
function reference(environmentName: string, name: string, { store, arn, field }: SecretReference): string {
  if (store === SecretStore.PARAMETER_STORE) {
    const prop = `environments.${environmentName}.uses`;
    throw misuse(prop, 'must not contain a secret from Parameter Store for a function, because CloudFormation does not decrypt it there', name,
      'keep it in AWS Secrets Manager: `SecretReference.fromSecretsManager`');
  }
  return `{{resolve:secretsmanager:${arn}:SecretString:${field ?? ''}}}`;
}
