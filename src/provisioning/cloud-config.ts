import { basename, resolve } from 'node:path';
import { partName, requireFile } from './part-files';
import type { IProvisioning, ProvisioningConfig } from './provisioning-config';
import { check, findingText } from '../checks/check';
import { partScript } from '../core/script';

const RUN = 'gostyle-cloud-init.sh';

/** A cloud-config document. */
export class CloudConfig implements IProvisioning {
  private readonly path: string;

  constructor(document: string) {
    this.path = resolve(document);
    requireFile('provisioning.cloudInit', this.path);
    const [finding] = check({ cloudConfigs: [this.path] });
    if (finding) throw new Error(findingText(finding));
  }

  bind(): ProvisioningConfig {
    const document = basename(this.path);
    return { name: partName(document), files: { [document]: this.path, [RUN]: partScript('cloud-init') }, command: [`./${RUN}`, document] };
  }
}
