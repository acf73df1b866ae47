import { readLog } from './environment/log-reader';
import { parseMessage } from './state/message-log';
import type { LogPage } from '../model/console';

/** What the builds of a stage have printed, from a cursor on, read from the log of the execution. There is more until a page is empty. */
export async function stageOutput(messages: string, stage: string, cursor?: string): Promise<LogPage> {
  const from = /^\d{1,15}$/.test(cursor ?? '') ? Number(cursor) : 0;
  const { lines, next } = await readLog(messages, from);
  const printed = lines.map(parseMessage).filter((message) => message?.code === 'build.output' && message.stage === stage);
  return {
    logs: printed.length === 0 ? [] : [{ source: stage, lines: printed.map((message) => message!.message) }],
    more: lines.length > 0,
    cursor: String(next),
  };
}
