import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { partName, requireFile } from './part-files';
import type { IProvisioning, ProvisioningConfig } from './provisioning-config';
import { check, findingText } from '../checks/check';
import { misuse } from '../core/misuse';
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

/** Excludes files of editors and git. Links may lead to files of the folder only: what they lead to is in the template, or in an asset. */
function filesBelow(folder: string, root = realpathSync(folder)): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isSymbolicLink()) requireFileOf(root, path);
      return entry.isDirectory() ? filesBelow(path, root) : [path];
    })
    .sort();
}

function requireFileOf(root: string, link: string): void {
  const stats = statSync(link, { throwIfNoEntry: false });
  if (stats?.isFile() && realpathSync(link).startsWith(`${root}${sep}`)) return;
  throw misuse('provisioning.ansible', 'must have no links in its folder but to files of the folder', link, 'replace the link by what it leads to');
}
