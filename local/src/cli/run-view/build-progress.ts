import { duration } from '../../messages/duration';
import type { Message } from '../../messages/message';
import { visible } from '../../messages/visible-text';

interface Doing {
  readonly stage: string;
  readonly phase: string;
  readonly command: string;
  /** From the monotonic clock. */
  readonly since: number;
}

/** What builds are doing at the moment: a build may be silent for minutes. */
export class BuildProgress {
  private readonly doing = new Map<string, Doing>();

  readonly hear = ({ code, executionId, stage = '', action, message, data }: Message): void => {
    const key = [executionId, stage, action].join('/');
    const begins = (phase: string, command: string) => this.doing.set(key, { stage, phase, command, since: performance.now() });
    if (code === 'build.phase' && data?.status === 'IN_PROGRESS') begins(String(data.phase), '');
    else if (code === 'build.command') begins(String(data?.phase), String(data?.command));
    else if (code === 'image.build') begins('image', message);
    else if (code === 'action.ended') this.doing.delete(key);
  };

  /** One line for each build in progress. */
  lines(): string[] {
    return [...this.doing.values()].map(({ stage, phase, command, since }) => {
      const [first = '', ...more] = command.split('\n');
      const text = more.length > 0 ? `${first} ...` : first;
      const elapsed = duration(Math.floor((performance.now() - since) / 1000));
      return visible(`  ${stage.padEnd(12)} ${phase.padEnd(16)} ${elapsed.padStart(11)}  ${text}`.trimEnd());
    });
  }
}
