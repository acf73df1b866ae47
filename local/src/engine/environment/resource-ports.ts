import type { Template } from '../../assembly';
import type { Json } from '../../assembly/json';
import type { Address, EnvironmentFile, ResourceKind } from '../../resources';
import { freePort, regainPort } from '../../system/free-port';

const HOST = '127.0.0.1';

/** The ports of an environment's resources, stable from one run to the next. */
export class ResourcePorts {
  private readonly inUse = new Set<string>();

  constructor(private readonly record: EnvironmentFile) {}

  async reserve(id: string): Promise<Address> {
    const known = this.record.record.ports?.[id];
    // Its address must stay, whoever else may have the port.
    if (known !== undefined) await regainPort(known);
    const port = known ?? await freePort();
    this.keep(id, port);
    this.inUse.add(id);
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
    const port = known !== undefined && (this.inUse.has(id) || await regainPort(known)) ? known : await freePort();
    this.keep(id, port);
    return port;
  }
}
