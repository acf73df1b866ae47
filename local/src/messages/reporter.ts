import type { Message, MessageContext, MessageLevel, Notify } from './message';

/** Says messages with a context that was given once (which stage, which instance). */
export class Reporter {
  constructor(private readonly notify: Notify, private readonly context: MessageContext = {}) {}

  within(context: MessageContext): Reporter {
    return new Reporter(this.notify, { ...this.context, ...context });
  }

  debug(code: string, message: string, data?: Message['data']): void {
    this.say('debug', code, message, data);
  }

  info(code: string, message: string, data?: Message['data']): void {
    this.say('info', code, message, data);
  }

  warning(code: string, message: string, data?: Message['data']): void {
    this.say('warning', code, message, data);
  }

  error(code: string, message: string, data?: Message['data']): void {
    this.say('error', code, message, data);
  }

  private say(level: MessageLevel, code: string, message: string, data?: Message['data']): void {
    this.notify({ time: new Date().toISOString(), level, code, message, ...this.context, ...(data && { data }) });
  }
}
