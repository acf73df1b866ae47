import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { partName, requireFile, requireScript } from './part-files';
import type { IProvisioning, ProvisioningConfig } from './provisioning-config';
import { misuse } from '../core/misuse';

/** The user's own script. */
export class ProvisioningScript implements IProvisioning {
  private readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
    requireFile('provisioning.script', this.path);
    const text = readFileSync(this.path, 'utf8');
    requireScript('provisioning.script', this.path, text);
    if (!text.startsWith('#!')) throw misuse('provisioning.script', 'must begin with `#!`', this.path, 'write `#!/bin/bash` as its first line');
  }

  bind(): ProvisioningConfig {
    const file = basename(this.path);
    return { name: partName(file), files: { [file]: this.path }, command: [`./${file}`] };
  }
}
