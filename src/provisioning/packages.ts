import type { IProvisioning, ProvisioningConfig } from './provisioning-config';
import { misuse, requirePattern } from '../core/misuse';
import { partScript } from '../core/script';

/**
 * A package with or without a version, a pattern, a group (`@development-tools`), a file that a package has (`/usr/bin/jq`), or a feature
 * (`perl(Digest::SHA)`). Not an option, a URL or a file of this machine.
 *
 * @see https://dnf.readthedocs.io/en/latest/command_ref.html#specifying-packages
 */
const NAME = /^(?!.*:\/\/)@?[A-Za-z0-9_*?[/][\w.+:~^*?[\]!(){},/@-]*$/;

/** Packages of the distribution. */
export class Packages implements IProvisioning {
  constructor(private readonly names: string[]) {
    if (names.length === 0) throw misuse('provisioning.packages', 'must name packages', names, 'write `Provisioning.packages(\'jq\')`, for example');
    for (const name of names) {
      requirePattern('provisioning.packages', name, NAME, 'must be names of packages, groups (`@`), files or features, as dnf takes them',
        'pass each name separately');
    }
  }

  bind(): ProvisioningConfig {
    return { name: 'packages', files: { 'packages.sh': partScript('packages') }, command: ['./packages.sh', ...this.names] };
  }
}
