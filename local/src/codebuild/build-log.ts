import type { PhaseName } from './build-result';
import { OutputAllowance, OutputLines } from './output-lines';
import { SecretMask } from '../messages/secret-mask';

const KEPT_LINES = 500;

/** The log of a build, line by line, with secrets masked. */
export class BuildLog {
  readonly mask = new SecretMask();
  /** Messages for the result: what failed, and CodeBuild's warnings. */
  readonly messages: string[] = [];
  private phase: PhaseName = 'DOWNLOAD_SOURCE';
  private lastLines: string[] = [];
  private readonly allowance = new OutputAllowance();

  constructor(private readonly emit: (line: string, phase: PhaseName) => void) {}

  enter(phase: PhaseName): void {
    this.phase = phase;
  }

  /** Logs a line of CodeBuild itself, with its time prefix. */
  readonly say = (text: string): void => {
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '').replaceAll('-', '/');
    const [first, ...more] = this.mask.apply(text).split('\n');
    [`[Container] ${time} ${first}`, ...more].forEach((line) => this.emit(line, this.phase));
  };

  /** Logs a line and keeps it for the result. */
  readonly note = (text: string): void => {
    this.say(text);
    this.messages.push(this.mask.apply(text));
  };

  /** Collects a command's output, and keeps its last lines until the next command. */
  commandOutput(): OutputLines {
    this.lastLines = [];
    return new OutputLines((line) => {
      this.emit(line, this.phase);
      this.lastLines.push(line);
      if (this.lastLines.length > KEPT_LINES) this.lastLines.shift();
    }, this.mask, this.allowance);
  }

  get lastOutput(): readonly string[] {
    return [...this.lastLines];
  }
}
