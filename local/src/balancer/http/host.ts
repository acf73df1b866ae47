import { isIPv6 } from 'node:net';

/**
 * RFC 3986: an address in brackets, or a name (which may look like an IPv4 address), with an optional port. A comma is not allowed, because
 * it could be read as two hosts.
 */
const HOST = /^(?:\[([^[\]]*)\]|(?:[\w.~!$&'()*+;=-]|%[\da-f]{2})+)(?::(\d*))?$/i;
const ADDRESS_OF_THE_FUTURE = /^v[\da-f]+\.[\w.~!$&'()*+;=:-]+$/i;
const HIGHEST_PORT = 65_535;

/** Whether a text is the host of a URL, with or without a port. */
export function isHost(text: string): boolean {
  const found = HOST.exec(text);
  if (!found) return false;
  const [, address, port = ''] = found;
  return (address === undefined || isAddress(address)) && Number(port) <= HIGHEST_PORT;
}

/** A zone (`%eth0`) only has a meaning on the client's machine. */
function isAddress(text: string): boolean {
  return ADDRESS_OF_THE_FUTURE.test(text) || (isIPv6(text) && !text.includes('%'));
}
