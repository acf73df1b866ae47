import { AnsiblePlaybook } from './ansible-playbook';
import { Packages } from './packages';
import type { IProvisioning } from './provisioning-config';
import { ProvisioningScript } from './provisioning-script';

/** Parts of a host's setup at its first boot, before its first revision. */
export class Provisioning {
  /**
   * A script, run as root.
   *
   * @param path of the script on the machine that synthesizes, with `#!` in its first line; relative to the current folder
   */
  static script(path: string): IProvisioning {
    return new ProvisioningScript(path);
  }

  /**
   * Packages from the machine image's repositories, installed with dnf. A local run, whose instances are views of this machine, skips them.
   *
   * @param names as dnf takes them, with a version (`jq-1.7.1`) or without
   */
  static packages(...names: string[]): IProvisioning {
    return new Packages(names);
  }

  /**
   * An Ansible playbook, run on the host itself. `ansible-core` is installed where it is not, which takes about half a minute of the first boot;
   * a local run needs it on this machine.
   *
   * @param playbook its path on the machine that synthesizes, relative to the current folder; all of its folder comes along, with roles and templates
   */
  static ansible(playbook: string): IProvisioning {
    return new AnsiblePlaybook(playbook);
  }

  private constructor() {}
}
