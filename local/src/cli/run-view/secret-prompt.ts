import { spawnSync } from 'node:child_process';

interface Question {
  readonly text: string;
  readonly answer: (value: string | undefined) => void;
}

/** Asks in the terminal for secrets that no store has, one at a time, without echoing the input. */
export class SecretPrompt {
  private readonly waiting: Question[] = [];
  private say?: (text: string) => void;
  private isClosed = false;

  /** Queued until the terminal is ready; without a value once it has been closed. */
  readonly ask = (secret: string): Promise<string | undefined> => new Promise((answer) => {
    if (this.isClosed) return answer(undefined);
    this.waiting.push({ text: `value of ${secret} (not shown, kept for this run only; an empty line skips it):`, answer });
    if (this.waiting.length === 1) this.next();
  });

  open(say: (text: string) => void): void {
    this.say = say;
    this.next();
  }

  /** Returns whether the line was an answer. */
  take(line: string): boolean {
    const question = this.waiting.shift();
    if (!question) return false;
    echo(true);
    question.answer(line === '' ? undefined : line);
    this.next();
    return true;
  }

  close(): void {
    this.isClosed = true;
    if (this.waiting.length > 0) echo(true);
    for (const { answer } of this.waiting.splice(0)) answer(undefined);
  }

  private next(): void {
    const [question] = this.waiting;
    if (!question || !this.say) return;
    this.say(question.text);
    echo(false);
  }
}

/** A terminal that does not support this simply keeps echoing. */
function echo(shown: boolean): void {
  spawnSync('stty', [shown ? 'echo' : '-echo'], { stdio: ['inherit', 'ignore', 'ignore'] });
}
