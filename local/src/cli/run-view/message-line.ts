import type { Style } from './style';
import type { Message } from '../../messages/message';

/** Output of a program may hold anything: nothing of it may steer the terminal. */
const CONTROL = new RegExp(`[${String.fromCharCode(0)}-${String.fromCharCode(8)}${String.fromCharCode(11)}-${String.fromCharCode(31)}${String.fromCharCode(127)}]`, 'g');
const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[ -/]*[@-~]`, 'g');
const LONGEST_LINE = 400;

/** One message as a line for people: when, where, what. */
export function messageLine(message: Message, style: Style): string {
  const place = [message.environment ?? message.stage, message.instance].filter(Boolean).join(' ');
  const time = style.of('dim', message.time.slice(11, 19));
  return `${time} ${style.of('cyan', place.padEnd(24))} ${coloured(message, clean(message.message), style)}`;
}

export function clean(text: string): string {
  const plain = text.replace(ANSI, '').replace(CONTROL, '').trimEnd();
  return plain.length > LONGEST_LINE ? `${plain.slice(0, LONGEST_LINE)}... (${plain.length} characters)` : plain;
}

function coloured({ level, code }: Message, text: string, style: Style): string {
  if (level === 'error') return style.of('red', text);
  if (level === 'warning') return style.of('yellow', text);
  if (code.endsWith('.output')) return style.of('dim', text);
  return code === 'stage.ended' || code === 'execution.ended' ? style.of('bold', text) : text;
}
