import { Duration } from 'aws-cdk-lib';
import { guardFactories } from '../core/guard-factories';
import { misuse, requireKnown } from '../core/misuse';
import { requirePlain } from '../core/no-secret';

/** Short enough to read in a build's log; a template would allow far more. */
const LONGEST = 2000;

/** Options of a command. */
export interface CommandOptions {
  /**
   * Maximum duration, 5 minutes to 8 hours; before a deployment to Fargate, 50 minutes.
   *
   * @default Duration.minutes(30)
   */
  readonly timeout?: Duration;
}

/**
 * A command that runs once for each deployment to an environment, in its network and with its variables and secrets.
 *
 * It runs on a separate machine (CodeBuild, about 0.005 USD a minute, a minute to start). Before a deployment to `Compute.fargate()` it runs as a
 * task of the new image (about 0.0004 USD a minute with half a vCPU), whenever the image, variables or another setting of the task changes.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Environment.named('production', { beforeDeployment: Command.run('node dist/migrate.js', { timeout: Duration.minutes(10) }) });
 */
export class Command {
  /**
   * A shell command, run in the directory of the revision. The stage fails if it exits with a status other than 0.
   *
   * @param command such as `node service/dist/migrate.mjs`; everything it needs must be in the revision
   * @param options maximum duration
   */
  static run(command: string, options: CommandOptions = {}): Command {
    if (command.trim() === '') throw misuse('Command.run', 'must be a command', command, 'write it, or leave out `Command.run`');
    if (/[\r\n]/.test(command)) {
      throw misuse('Command.run', 'must be one line', command, 'put longer commands into a script in the revision');
    }
    if (command.trim().startsWith('#')) {
      throw misuse('Command.run', 'must not be a comment, which does nothing', command, 'write the command, or leave out `Command.run`');
    }
    const [turn] = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.exec(command) ?? [];
    if (turn !== undefined) {
      throw misuse('Command.run', 'must not have characters that turn the direction of writing, which hide what it does', escaped(turn), 'remove it');
    }
    if (command.length > LONGEST) {
      throw misuse('Command.run', `must have at most ${LONGEST} characters`, `${command.slice(0, 40)}...`, 'put it into a script in the revision');
    }
    requirePlain('Command.run', command, 'TOKEN');
    const { timeout = Duration.minutes(30) } = options;
    requireKnown('Command.run.timeout', timeout, 'leave it out for 30 minutes');
    const minutes = timeout.toMinutes({ integral: false });
    if (!Number.isInteger(minutes) || minutes < 5 || minutes > 480) {
      throw misuse('Command.run.timeout', 'must be whole minutes from 5 to 480', timeout.toHumanString(), 'leave it out for 30 minutes');
    }
    return new Command(command, timeout);
  }

  private constructor(
    /** The shell command. */
    readonly text: string,
    /** Maximum duration. */
    readonly timeout: Duration,
  ) {}
}

guardFactories('Command', Command);

/** It would turn the rest of the message, too. */
function escaped(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
