import { randomBytes } from 'node:crypto';

/** Random once, then a counter: trace ids have to be unique, not secret. */
const PREFIX = randomBytes(8).toString('hex');
let count = 0;

/** The `X-Amzn-Trace-Id` for a target: either starts a trace, or continues one, adding `Self` for this load balancer. */
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
