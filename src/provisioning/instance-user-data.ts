import { Reference, Tokenization, type IResolvable } from 'aws-cdk-lib';
import { UserData, type ExecuteFileOptions, type S3DownloadOptions } from 'aws-cdk-lib/aws-ec2';

/** EC2 refuses more than 16 KB of user data, before base64. */
const LIMIT = 16 * 1024;

/** Estimated length of a value that is known only at deployment: an endpoint, a name, an ARN. */
const UNKNOWN_VALUE = 256;

/** The longest port. */
const PORT = 5;

/**
 * User data with an insertion point before the CodeDeploy agent, which gets the first revision as soon as it starts. What is added later, by
 * `addUserData` of the fleet too, goes there and counts towards the limit.
 */
export class InstanceUserData extends UserData {
  private readonly added: string[] = [];

  constructor(private readonly before: readonly string[], private readonly after: readonly string[]) {
    super();
  }

  addCommands(...commands: string[]): void {
    this.added.push(...commands);
  }

  addOnExitCommands(...commands: string[]): void {
    const base = UserData.forLinux();
    base.addOnExitCommands(...commands);
    this.addCommands(...withoutShebang(base));
  }

  render(): string {
    return [...this.before, ...this.added, ...this.after].join('\n');
  }

  /** Why EC2 would refuse it. */
  problems(): string[] {
    const { known, ports, unknown } = partsOf(this.render());
    const bytes = Buffer.byteLength(known) + ports * PORT + unknown * UNKNOWN_VALUE;
    if (bytes <= LIMIT) return [];
    const counted = unknown === 0 ? '' : ` (${UNKNOWN_VALUE} for each of ${unknown} values that are known only at deployment)`;
    const fix = 'shorten `application.environmentVariables` or what `addUserData` adds';
    return [`user data must not be longer than ${LIMIT} bytes, got: ${bytes}${counted}; ${fix}`];
  }

  addS3DownloadCommand(params: S3DownloadOptions): string {
    const base = UserData.forLinux();
    const file = base.addS3DownloadCommand(params);
    this.addCommands(...withoutShebang(base));
    return file;
  }

  addExecuteFileCommand(params: ExecuteFileOptions): void {
    const base = UserData.forLinux();
    base.addExecuteFileCommand(params);
    this.addCommands(...withoutShebang(base));
  }

  /** Nobody waits for a signal: readiness is the health check. */
  addSignalOnExitCommand(): void {
    throw new Error('instances send no signal to CloudFormation: they are ready when the load balancer finds them healthy');
  }
}

/** The text so far, and the numbers of values that are known only at deployment. */
function partsOf(script: string): { known: string; ports: number; unknown: number } {
  const fragments = Tokenization.reverseString(script);
  const text = (fragment: unknown) => String(fragment ?? '');
  const known = fragments.mapTokens({ mapToken: () => '' }).join({ join: (left: unknown, right: unknown) => text(left) + text(right) });
  const ports = fragments.tokens.filter(isPort).length;
  return { known: text(known), ports, unknown: fragments.tokens.length - ports };
}

function isPort(token: IResolvable): boolean {
  return Reference.isReference(token) && token.displayName.endsWith('.Port');
}

function withoutShebang(userData: UserData): string[] {
  return userData.render().split('\n').slice(1);
}
