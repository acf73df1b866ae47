import type { HostAddress } from '../../fleet';
import type { Listener } from '../../model/instance';

const ALL_ADDRESSES = ['0.0.0.0', '::'];

/**
 * Detects an application that listens, but not where requests reach it.
 *
 * @param onAws the application's `HOST` on AWS
 */
export function listeningHint(name: string, listeners: readonly Listener[], { host, port }: HostAddress, onAws = '0.0.0.0'): string[] {
  if (listeners.length === 0) return [];
  const onPort = listeners.filter((each) => each.port === port).map(({ address }) => address);
  if (onPort.length === 0) {
    const ports = [...new Set(listeners.map((each) => each.port))];
    return [`${name} listens on ${ports.join(', ')}, not on PORT=${port}: make it read PORT from its environment`];
  }
  if (onPort.some((address) => address === host || ALL_ADDRESSES.includes(address))) return [];
  const given = host === onAws ? host : `${host} here, ${onAws} on AWS`;
  const places = onPort.map((address) => at(address, port)).join(' and ');
  const why = isReachedOnAws(onPort, onAws)
    ? 'the machine\'s own address, where requests reach it on AWS, but not here, because local hosts share one network'
    : 'where no request reaches it';
  return [`${name} listens on ${places} only, ${why}: make it listen on HOST (${given}), or on 0.0.0.0`];
}

/** The load balancer sends requests to the host's own address, except to a function, whose adapter is on the same host. */
function isReachedOnAws(addresses: readonly string[], onAws: string): boolean {
  return ALL_ADDRESSES.includes(onAws) && addresses.some((address) => !/^(?:::ffff:)?127\.|^::1$/.test(address));
}

function at(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
