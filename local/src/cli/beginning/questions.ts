import { createInterface, type Interface } from 'node:readline/promises';
import { UserError } from '../../messages/user-error';
import { visible } from '../../messages/visible-text';

export interface Question {
  readonly option: string;
  readonly text: string;
  /** The answer if nothing is entered. */
  readonly standard: string;
  readonly choices?: readonly string[];
  readonly valid?: RegExp;
  /** Describes a valid answer. */
  readonly rule?: string;
  /** What is wrong with an answer, if a pattern cannot say it; it contains the answer. */
  problem?(answer: string): string | undefined;
}

/** Asks the user. A flag answers in advance; without a terminal, the default does. */
export class Questions {
  private terminal?: Interface;

  constructor(readonly asks: boolean) {}

  async answer(question: Question, flag: string | undefined): Promise<string> {
    if (flag !== undefined) return checked(question, flag, `--${question.option}`);
    if (!this.asks) return question.standard;
    for (;;) {
      const choices = question.choices ? ` (${question.choices.join(', ')})` : '';
      const typed = (await this.ask(`${question.text}${choices} [${question.standard || 'none'}] `)).trim();
      const answer = typed === '' ? question.standard : typed;
      const wrong = typed === '' ? undefined : problemOf(question, answer);
      if (wrong === undefined) return answer;
      process.stderr.write(`  ${visible(wrong)}\n`);
    }
  }

  /** Without a terminal, the answer is no. */
  async agrees(text: string): Promise<boolean> {
    return this.asks && /^y(es)?$/i.test((await this.ask(`${text} [y/N] `)).trim());
  }

  close(): void {
    this.terminal?.close();
  }

  private ask(text: string): Promise<string> {
    this.terminal ??= createInterface({ input: process.stdin, output: process.stderr });
    return this.terminal.question(visible(text));
  }
}

function checked(question: Question, value: string, what: string): string {
  const wrong = problemOf(question, value);
  if (wrong !== undefined) throw new UserError(`${what} ${wrong}`);
  return value;
}

function problemOf({ choices, valid, rule, problem }: Question, value: string): string | undefined {
  if (choices && !choices.includes(value)) return `must be one of ${choices.join(', ')}, got: ${value}`;
  if (valid && !valid.test(value)) return `must be ${rule}, got: ${value}`;
  return problem?.(value);
}
