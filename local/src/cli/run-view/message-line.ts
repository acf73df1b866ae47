import type { Style } from './style';
import type { Message } from '../../messages/message';
import { visible } from '../../messages/visible-text';

const LONGEST_LINE = 400;

/** A message as one line for the terminal: time, place, text. */
export function messageLine(message: Message, style: Style): string {
  const place = visible([message.environment ?? message.stage, message.instance].filter(Boolean).join(' '));
  const time = style.of('dim', visible(message.time.slice(11, 19)));
  return `${time} ${style.of('cyan', place.padEnd(24))} ${coloured(message, clean(message.message), style)}`;
}

/** Sanitizes external text and limits its length. */
export function clean(text: string): string {
  const plain = visible(text.trimEnd());
  return plain.length > LONGEST_LINE ? `${plain.slice(0, LONGEST_LINE)}... (${plain.length} characters)` : plain;
}

function coloured({ level, code }: Message, text: string, style: Style): string {
  if (level === 'error') return style.of('red', text);
  if (level === 'warning') return style.of('yellow', text);
  if (code.endsWith('.output')) return style.of('dim', text);
  return code === 'stage.ended' || code === 'execution.ended' ? style.of('bold', text) : text;
}
