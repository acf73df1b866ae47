import type { Reporter } from '../messages/reporter';
import { freePort, isFreePort, keepIfFree, regainPort } from '../system/free-port';

export const LOCALHOST = '127.0.0.1';

/** Where the application of a local host listens. */
export interface HostAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * A port and a loopback address that no other host has. The address is not 127.0.0.1, so that an application that listens on `localhost`
 * whatever `HOST` says is not reached, as on AWS.
 *
 * @param known the port that the host had before, which it keeps if that is free
 */
export async function hostAddress(report: Reporter, known = 0): Promise<HostAddress> {
  if (!await hasLoopbackNetwork()) {
    report.warning('instance.address.shared', `this machine has no loopback address but ${LOCALHOST}, so HOST is that: `
      + 'an application that listens on localhost only works here, but fails every health check on AWS');
    return { host: LOCALHOST, port: known !== 0 && await regainPort(known) ? known : await freePort() };
  }
  for (let port = known; ; port = await freePort()) {
    const host = addressFor(port);
    if (port !== 0 && await regainPort(port) && await keepIfFree(port, host)) return { host, port };
  }
}

/** Ports are unique, so the addresses are. Names of the machine's own, such as 127.0.1.1, begin lower, because ports that any user may open do. */
function addressFor(port: number): string {
  return `127.${Math.floor(port / 256)}.${port % 256}.1`;
}

let network: Promise<boolean> | undefined;

/** Linux answers at all of 127.0.0.0/8, unless somebody has changed that. */
function hasLoopbackNetwork(): Promise<boolean> {
  network ??= isFreePort(0, addressFor(32_767)).catch((error: unknown) => {
    // For example too many open files: the next host asks again.
    network = undefined;
    throw error;
  });
  return network;
}
