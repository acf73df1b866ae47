import { UserError } from '../messages/user-error';
import { runCommand, type CommandResult } from '../system/command';

/** Runs the AWS CLI with the caller's credentials and profile. */
export class AwsCli {
  constructor(private readonly env: NodeJS.ProcessEnv = process.env) {}

  /** Calls an API. Returns its response, or `undefined` if there is none. */
  async call(region: string | undefined, ...args: readonly string[]): Promise<unknown> {
    const { code, stdout, stderr } = await this.run(region, args);
    if (code !== 0) throw new AwsError(`aws ${args.slice(0, 2).join(' ')}: ${stderr.trim()}`);
    return stdout.trim() === '' ? undefined : JSON.parse(stdout) as unknown;
  }

  private async run(region: string | undefined, args: readonly string[]): Promise<CommandResult> {
    const options = ['--output', 'json', ...region === undefined ? [] : ['--region', region]];
    try {
      return await runCommand('aws', [...args, ...options], { env: { ...this.env, AWS_PAGER: '' } });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new UserError('the AWS CLI is not installed: install it, and log in to the account of the pipeline'
        + ' (https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html)');
    }
  }
}

/** An error response from AWS. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
}
