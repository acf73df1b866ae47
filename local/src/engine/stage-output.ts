import { readLog } from './environment/log-reader';
import { parseMessage } from './state/message-log';
import type { Message } from '../messages/message';
import type { LogPage } from '../model/console';

/**
 * What the builds and commands of a stage have printed, by action, from a cursor on, read from the log of the execution. There is more until
 * a page is empty.
 */
export async function stageOutput(messages: string, stage: string, cursor?: string): Promise<LogPage> {
  const from = /^\d{1,15}$/.test(cursor ?? '') ? Number(cursor) : 0;
  const { lines, next } = await readLog(messages, from);
  // What a task has printed is in its own log.
  const printed = lines.flatMap((line) => parseMessage(line) ?? [])
    .filter((message) => message.code === 'build.output' && message.stage === stage && message.instance === undefined);
  const sourceOf = ({ action }: Message) => action ?? stage;
  return {
    logs: [...new Set(printed.map(sourceOf))].map((source) => {
      const own = printed.filter((message) => sourceOf(message) === source);
      return { source, lines: own.map(({ message }) => message), times: own.map(({ time }) => time) };
    }),
    more: lines.length > 0,
    cursor: String(next),
  };
}
