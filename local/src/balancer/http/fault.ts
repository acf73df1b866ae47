/** What breaks the rules of HTTP/1.1, in words for people. For a request, `status` is what its client gets. */
export class HttpFault extends Error {
  constructor(message: string, readonly status: 400 | 405 | 414 | 417 | 463 | 501 | 505 = 400) {
    super(message);
  }
}

/** A piece of a message for an error: short, and without characters that would do something to a terminal. */
export function shown(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 60)}...` : text;
  return JSON.stringify(short).replace(/[\x7f-\x9f]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`);
}
