import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colours only on a terminal: plain text for pipes and `NO_COLOR`. */
export class Style {
  constructor(readonly enabled = process.stderr.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb') {}

  readonly of = (format: Format, text: string): string => this.enabled ? styleText(format, text, { validateStream: false }) : text;
}
