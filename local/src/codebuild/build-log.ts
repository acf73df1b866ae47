import type { PhaseName } from './build-result';
import { OutputLines } from './output-lines';
import { SecretMask } from './secret-mask';

const KEPT_LINES = 500;

/** Everything that a build says, line by line, with the secrets hidden. */
export class BuildLog {
  readonly mask = new SecretMask();
  /** For the people who read the result: what failed, and what CodeBuild warns of. */
  readonly messages: string[] = [];
  private phase: PhaseName = 'DOWNLOAD_SOURCE';
  private lastLines: string[] = [];

  constructor(private readonly emit: (line: string, phase: PhaseName) => void) {}

  enter(phase: PhaseName): void {
    this.phase = phase;
  }

  /** A line of CodeBuild itself, which it prefixes with the time. */
  readonly say = (text: string): void => {
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '').replaceAll('-', '/');
    const [first, ...more] = this.mask.apply(text).split('\n');
    [`[Container] ${time} ${first}`, ...more].forEach((line) => this.emit(line, this.phase));
  };

  /** Said, and kept for the result. */
  readonly note = (text: string): void => {
    this.say(text);
    this.messages.push(this.mask.apply(text));
  };

  /** Where a command's output goes. Its last lines are kept until the next command. */
  commandOutput(): OutputLines {
    this.lastLines = [];
    return new OutputLines((line) => {
      this.emit(line, this.phase);
      this.lastLines.push(line);
      if (this.lastLines.length > KEPT_LINES) this.lastLines.shift();
    }, this.mask);
  }

  get lastOutput(): readonly string[] {
    return [...this.lastLines];
  }
}
