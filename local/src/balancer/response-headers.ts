/** They belong to the connection to the target, not to the answer. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);
/** Only names of these lengths are looked at; lower-casing all of them would cost more than the rest of the work. */
const LOOKED_AT = new Set([...HOP_BY_HOP, 'content-length'].map(({ length }) => length));

export interface ResponseHead {
  /** name, value, name, value: in the target's order and spelling, less what belongs to its connection only. */
  readonly headers: string[];
  readonly contentLength: number | undefined;
  /** The value of `Keep-Alive`, by which a server tells how long it keeps idle connections. */
  readonly keepAlive: string | undefined;
}

export function readResponseHead(raw: readonly (Buffer | string)[]): ResponseHead {
  const headers: string[] = [];
  let contentLength: number | undefined;
  let keepAlive: string | undefined;
  for (let i = 0; i < raw.length; i += 2) {
    const name = text(raw[i]);
    const value = text(raw[i + 1]);
    if (LOOKED_AT.has(name.length)) {
      const lowerCase = name.toLowerCase();
      if (lowerCase === 'keep-alive') keepAlive = value;
      else if (lowerCase === 'content-length') contentLength = Number(value);
      if (HOP_BY_HOP.has(lowerCase)) continue;
    }
    headers.push(name, value);
  }
  return { headers, contentLength, keepAlive };
}

function text(bytes: Buffer | string | undefined): string {
  return typeof bytes === 'string' ? bytes : bytes?.toString('latin1') ?? '';
}
