import type { Template } from '../../assembly';
import type { Json } from '../../assembly/json';
import type { Address, EnvironmentFile, ResourceKind } from '../../resources';
import { claimPort, freePort, regainPort } from '../../system/free-port';

const HOST = '127.0.0.1';

/** The ports of an environment's resources, stable from one run to the next. */
export class ResourcePorts {
  private readonly inUse = new Set<string>();

  constructor(private readonly record: EnvironmentFile) {}

  async reserve(id: string): Promise<Address> {
    // First: a template that is resolved meanwhile must get the same port.
    this.inUse.add(id);
    const known = this.record.record.ports?.[id];
    if (known !== undefined) await claimPort(known);
    const port = known ?? await freePort();
    this.keep(id, port);
    return { host: HOST, port };
  }

  keep(id: string, port: number): void {
    const { ports } = this.record.record;
    if (ports?.[id] !== port) this.record.change({ ports: { ...ports, [id]: port } });
  }

  /**
   * The attributes of a template's resources for kinds that have an address. If another program has taken a port since the last run, a
   * resource that is not running gets a new one.
   */
  async attributesIn({ resources }: Template, kinds: readonly ResourceKind[]): Promise<(logicalId: string) => Readonly<Record<string, Json>>> {
    const values = new Map<string, Readonly<Record<string, Json>>>();
    for (const [logicalId, resource] of Object.entries(resources)) {
      const kind = kinds.find(({ types, attributes }) => attributes && types.includes(resource.type));
      if (!kind?.attributes) continue;
      values.set(logicalId, kind.attributes({ ...resource, logicalId }, { host: HOST, port: await this.usablePort(logicalId) }));
    }
    return (logicalId) => values.get(logicalId) ?? {};
  }

  private async usablePort(id: string): Promise<number> {
    const known = this.record.record.ports?.[id];
    // If the resource has started meanwhile, what listens there is its own server.
    if (known !== undefined && (this.inUse.has(id) || await regainPort(known) || this.inUse.has(id))) return known;
    const port = await freePort();
    this.keep(id, port);
    return port;
  }
}
