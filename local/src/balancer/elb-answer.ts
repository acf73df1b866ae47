import { STATUS_CODES } from 'node:http';
import { dateLine } from './forwarded-answer';

/** Status codes that ALB uses but HTTP does not define. */
const OWN_STATUS_CODES: Readonly<Record<number, string>> = { 463: 'Too Many IPs in X-Forwarded-For' };

interface ElbAnswerOptions {
  readonly method?: string;
  readonly keepAlive: boolean;
  /** In addition to its own. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A response of the load balancer itself, with a small page and `Server: awselb/2.0`. */
export function elbAnswer(status: number, { method, keepAlive, headers = {} }: ElbAnswerOptions): string {
  const title = `${status} ${STATUS_CODES[status] ?? OWN_STATUS_CODES[status] ?? 'Unknown'}`;
  const page = `<html>\n<head><title>${title}</title></head>\n<body><h1>${title}</h1></body>\n</html>\n`;
  return `HTTP/1.1 ${title}\r\nServer: awselb/2.0\r\n${dateLine()}Content-Type: text/html\r\nContent-Length: ${page.length}\r\n`
    + Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')
    + `Connection: ${keepAlive ? 'keep-alive' : 'close'}\r\n\r\n${method === 'HEAD' ? '' : page}`;
}
