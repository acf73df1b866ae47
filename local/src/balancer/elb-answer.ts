import { STATUS_CODES, type ServerResponse } from 'node:http';

/** ALB's own answers with a status code that HTTP does not know. */
const OWN_STATUS_CODES: Readonly<Record<number, string>> = { 463: 'Too Many IPs in X-Forwarded-For' };

/** An answer that the load balancer gives itself, with a small page and `Server: awselb/2.0`. */
export function answer(response: ServerResponse, status: number, headers: readonly string[] = []): void {
  const page = pageOf(status);
  response.writeHead(status, reasonOf(status), [...headersOf(page), ...headers]);
  response.end(response.req.method === 'HEAD' ? undefined : page);
}

/** The same for a client whose bytes never became a request. The connection ends with it. */
export function rawAnswer(status: number): string {
  const page = pageOf(status);
  const headers = [...headersOf(page), 'Date', new Date().toUTCString(), 'Connection', 'close'];
  return `HTTP/1.1 ${status} ${reasonOf(status)}\r\n${headerLines(headers)}\r\n${page}`;
}

/** `name, value, name, value` as the lines of a message head. */
export function headerLines(headers: readonly string[]): string {
  let lines = '';
  for (let i = 0; i < headers.length; i += 2) lines += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return lines;
}

function headersOf(page: string): string[] {
  return ['Server', 'awselb/2.0', 'Content-Type', 'text/html', 'Content-Length', String(Buffer.byteLength(page))];
}

function pageOf(status: number): string {
  const title = `${status} ${reasonOf(status)}`;
  return `<html>\n<head><title>${title}</title></head>\n<body><h1>${title}</h1></body>\n</html>\n`;
}

function reasonOf(status: number): string {
  return STATUS_CODES[status] ?? OWN_STATUS_CODES[status] ?? 'Unknown';
}
