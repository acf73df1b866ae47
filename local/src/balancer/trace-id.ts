import { randomBytes } from 'node:crypto';

/** Random once, then counted: a trace id has to be unique, not secret. */
const PREFIX = randomBytes(8).toString('hex');
let count = 0;

/** The `X-Amzn-Trace-Id` for a target: a trace begins here, or goes on, and then `Self` is this load balancer's part of it. */
export function continueTrace(incoming: string | undefined): string {
  const id = nextId();
  if (incoming === undefined) return `Root=${id}`;
  return incoming.includes('Root=') ? `Self=${id};${incoming.replace(/(^|;)Self=[^;]*;?/, '$1')}` : `Root=${id};${incoming}`;
}

/** Like `1-67891233-abcdef012345678912345678`: version, seconds, 96 bits. */
function nextId(): string {
  count = (count + 1) % 2 ** 32;
  return `1-${Math.floor(Date.now() / 1000).toString(16)}-${PREFIX}${count.toString(16).padStart(8, '0')}`;
}
