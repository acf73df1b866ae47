import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { DatabaseConfig } from '../config/config.js';

const run = promisify(execFile);
const LONGEST_MILLISECONDS = 10_000;

/** The password that the service was started with is valid until RDS rotates it, which it does every seven days. */
export class Password {
  private current: string | undefined;
  private reading?: Promise<void>;

  constructor(private readonly config: DatabaseConfig, private readonly read: (arn: string) => Promise<string> = readSecret) {
    this.current = config.password;
  }

  get value(): string | undefined {
    return this.current;
  }

  /** Reads the password again after it was refused, only once for concurrent requests. Returns whether it is a different one. */
  async renew(refused: string | undefined): Promise<boolean> {
    const { secretArn } = this.config;
    if (secretArn === undefined) return false;
    if (this.current === refused) {
      this.reading ??= this.read(secretArn).then((secret) => {
        this.current = (JSON.parse(secret) as { password: string }).password;
      }).finally(() => {
        this.reading = undefined;
      });
      await this.reading;
    }
    return this.current !== refused;
  }
}

/**
 * Uses the AWS CLI, which Amazon Linux and local instances have and which finds the credentials of the host. The SDK would be several times as
 * large as the database driver, for one call a week.
 */
async function readSecret(arn: string): Promise<string> {
  const args = ['secretsmanager', 'get-secret-value', '--secret-id', arn, '--query', 'SecretString', '--output', 'text'];
  const region = arn.split(':')[3];
  const { stdout } = await run('aws', [...args, ...region ? ['--region', region] : []], { timeout: LONGEST_MILLISECONDS });
  return stdout.trim();
}
