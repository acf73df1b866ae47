import { parseArgs } from 'node:util';
import { CommandAnswer } from './systemd/command-answer';
import type { SecretStoreName, SecretValues } from '../model/secrets';

const OPTIONS = {
  'region': { type: 'string' },
  'secret-id': { type: 'string' },
  'names': { type: 'string' },
  'with-decryption': { type: 'boolean' },
  'query': { type: 'string' },
  'output': { type: 'string' },
} as const;

interface Call {
  readonly store: SecretStoreName;
  readonly id: 'secret-id' | 'names';
  /** The only supported query. */
  readonly query: string;
  readonly failure: string;
}

/** By service and operation, as in the AWS CLI. */
const CALLS: Readonly<Record<string, Call>> = {
  'secretsmanager get-secret-value': {
    store: 'secrets-manager',
    id: 'secret-id',
    query: 'SecretString',
    failure: 'An error occurred (ResourceNotFoundException) when calling the GetSecretValue operation: Secrets Manager can\'t find the specified '
      + 'secret.',
  },
  'ssm get-parameters': { store: 'parameter-store', id: 'names', query: 'Parameters[0].Value', failure: 'None' },
};

/**
 * The `aws` command of a local instance: returns secrets (`provisioning/secrets.sh`) with the values that the user gave to the run. There
 * is no account, so everything else fails.
 */
export async function awsCommand(args: readonly string[], secrets: SecretValues | undefined): Promise<CommandAnswer> {
  const answer = new CommandAnswer();
  const name = args.slice(0, 2).join(' ');
  const call = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  const options = call && optionsOf(args.slice(2));
  const id = options?.[call!.id];
  if (!call || id === undefined || options?.query !== call.query || options.output !== 'text') {
    return answer.error(`aws: a local instance has no AWS account; it only answers ${Object.keys(CALLS).join(' and ')}, as provisioning/secrets.sh `
      + 'asks').exit(252);
  }
  const value = await secrets?.find(call.store, id);
  if (value !== undefined) return answer.out(value);
  return call.failure === 'None' ? answer.out(call.failure) : answer.error(call.failure).exit(254);
}

function optionsOf(args: readonly string[]): { readonly [name in Exclude<keyof typeof OPTIONS, 'with-decryption'>]?: string } {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch {
    return {};
  }
}
