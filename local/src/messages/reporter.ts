import type { Message, MessageContext, MessageLevel, Notify } from './message';
import type { MessageCode } from './message-codes';

/** Sends messages with a fixed context, such as the stage or the instance. */
export class Reporter {
  constructor(private readonly notify: Notify, private readonly context: MessageContext = {}) {}

  within(context: MessageContext): Reporter {
    return new Reporter(this.notify, { ...this.context, ...context });
  }

  /** Returns a reporter that sends each text with this code only once, however often it is repeated. */
  once(code: MessageCode): Reporter {
    const sent = new Set<string>();
    return new Reporter((message) => {
      if (message.code === code && sent.has(message.message)) return;
      if (message.code === code) sent.add(message.message);
      this.notify(message);
    }, this.context);
  }

  debug(code: MessageCode, message: string, data?: Message['data']): void {
    this.say('debug', code, message, data);
  }

  info(code: MessageCode, message: string, data?: Message['data']): void {
    this.say('info', code, message, data);
  }

  warning(code: MessageCode, message: string, data?: Message['data']): void {
    this.say('warning', code, message, data);
  }

  error(code: MessageCode, message: string, data?: Message['data']): void {
    this.say('error', code, message, data);
  }

  private say(level: MessageLevel, code: MessageCode, message: string, data?: Message['data']): void {
    this.notify({ time: new Date().toISOString(), level, code, message, ...this.context, ...(data && { data }) });
  }
}
