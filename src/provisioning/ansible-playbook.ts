import { readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { partName, requireFile } from './part-files';
import type { IProvisioning, ProvisioningConfig } from './provisioning-config';
import { check, findingText } from '../checks/check';
import { partScript } from '../core/script';

const RUN = 'gostyle-ansible.sh';

/** A playbook, with everything in its directory. */
export class AnsiblePlaybook implements IProvisioning {
  private readonly path: string;

  constructor(playbook: string) {
    this.path = resolve(playbook);
    requireFile('provisioning.ansible', this.path);
    const [finding] = check({ playbooks: [this.path] });
    if (finding) throw new Error(findingText(finding));
  }

  bind(): ProvisioningConfig {
    const folder = dirname(this.path);
    const files = filesBelow(folder).map((file) => [relative(folder, file), file]);
    const playbook = basename(this.path);
    return {
      name: partName(playbook),
      files: { ...Object.fromEntries(files), [RUN]: partScript('ansible') },
      command: [`./${RUN}`, playbook],
    };
  }
}

/** Excludes files of editors and git. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}
