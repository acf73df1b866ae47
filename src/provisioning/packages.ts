import type { IProvisioning, ProvisioningConfig } from './provisioning-config';
import { misuse, requirePattern } from '../core/misuse';
import { partScript } from '../core/script';

/** Packages of the distribution. */
export class Packages implements IProvisioning {
  constructor(private readonly names: string[]) {
    if (names.length === 0) throw misuse('provisioning.packages', 'must name packages', names, 'write `Provisioning.packages(\'jq\')`, for example');
    for (const name of names) {
      requirePattern('provisioning.packages', name, /^[A-Za-z0-9][A-Za-z0-9._+:~-]*$/, 'must be names of packages', 'pass each name separately');
    }
  }

  bind(): ProvisioningConfig {
    return { name: 'packages', files: { 'packages.sh': partScript('packages') }, command: ['./packages.sh', ...this.names] };
  }
}
