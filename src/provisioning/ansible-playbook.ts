import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { partName, requireFile } from './part-files';
import type { IProvisioning, ProvisioningConfig } from './provisioning-config';
import { check, findingText, type Finding } from '../checks/check';
import { misuse } from '../core/misuse';
import { partScript } from '../core/script';

const RUN = 'gostyle-ansible.sh';

/** A playbook, with everything in its directory. */
export class AnsiblePlaybook implements IProvisioning {
  private readonly path: string;
  private readonly warnings: readonly Finding[];

  constructor(playbook: string) {
    this.path = resolve(playbook);
    requireFile('provisioning.ansible', this.path);
    const findings = check({ playbooks: [this.path] });
    const error = findings.find(({ severity }) => severity === 'error');
    if (error) throw new Error(findingText(error));
    this.warnings = findings;
  }

  /** The warnings for what may be missing on the hosts. */
  note(scope: Construct): void {
    for (const warning of this.warnings) Annotations.of(scope).addWarningV2(`gostyle:${warning.rule}`, findingText(warning));
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

/** The warnings of all playbooks. */
export function notePlaybooks(scope: Construct, parts: readonly IProvisioning[]): void {
  for (const part of parts) if (part instanceof AnsiblePlaybook) part.note(scope);
}

/** Excludes files of editors and git. Links may lead to files of the folder only: what they lead to is in the template, or in an asset. */
function filesBelow(folder: string, root = realpathSync(folder)): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isSymbolicLink()) requireFileOf(root, path);
      else if (!entry.isFile() && !entry.isDirectory()) throw special(path);
      return entry.isDirectory() ? filesBelow(path, root) : [path];
    })
    .sort();
}

/** Reading a named pipe would wait for somebody who writes into it. */
function special(path: string): Error {
  return misuse('provisioning.ansible', 'must have only files and folders in its folder, no pipes, sockets or devices', path, 'move it elsewhere');
}

function requireFileOf(root: string, link: string): void {
  const stats = statSync(link, { throwIfNoEntry: false });
  if (stats?.isFile() && realpathSync(link).startsWith(`${root}${sep}`)) return;
  throw misuse('provisioning.ansible', 'must have no links in its folder but to files of the folder', link, 'replace the link by what it leads to');
}
