import { Duration } from 'aws-cdk-lib';
import { misuse } from '../core/misuse';

/** What a person still reads in the log of a build; a template has room for much more. */
const LONGEST = 2000;

/** How a command runs. */
export interface CommandOptions {
  /**
   * How long it may take at most, 5 minutes to 8 hours; before a deployment to Fargate, 50 minutes.
   *
   * @default Duration.minutes(30)
   */
  readonly timeout?: Duration;
}

/**
 * A command that runs once for each deployment to an environment, on a separate machine (CodeBuild, about 0.005 USD a minute, a minute to start) in
 * the network of the environment and with its variables and secrets.
 *
 * @example
 * Environment.named('production', { beforeDeployment: Command.run('npm run migrate', { timeout: Duration.minutes(10) }) });
 *
 * @exampleMetadata fixture=pipeline
 */
export class Command {
  /**
   * A command of the shell, in the folder of the revision. The stage fails when it ends with anything but 0.
   *
   * @param command such as `node service/dist/migrate.mjs`; what it needs must be in the revision
   * @param options how it runs
   */
  static run(command: string, options: CommandOptions = {}): Command {
    if (command.trim() === '' || /[\r\n]/.test(command)) {
      throw misuse('Command.run', 'must be one line', command, 'put longer commands into a script in the revision');
    }
    if (command.length > LONGEST) {
      throw misuse('Command.run', `must have at most ${LONGEST} characters`, `${command.slice(0, 40)}...`, 'put it into a script in the revision');
    }
    const { timeout = Duration.minutes(30) } = options;
    const minutes = timeout.toMinutes({ integral: false });
    if (!Number.isInteger(minutes) || minutes < 5 || minutes > 480) {
      throw misuse('Command.run.timeout', 'must be whole minutes from 5 to 480', minutes, 'leave it out for 30');
    }
    return new Command(command, timeout);
  }

  private constructor(
    /** What the shell runs. */
    readonly text: string,
    /** How long it may take at most. */
    readonly timeout: Duration,
  ) {}
}
