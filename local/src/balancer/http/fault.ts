/** A violation of HTTP/1.1, described in a sentence. For a request, `status` is the response to its client. */
export class HttpFault extends Error {
  constructor(message: string, readonly status: 400 | 405 | 414 | 417 | 463 | 501 | 505 = 400) {
    super(message);
  }
}

/** An excerpt of a message for an error: short, and without control characters. */
export function shown(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 60)}...` : text;
  return JSON.stringify(short).replace(/[\x7f-\x9f]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`);
}
