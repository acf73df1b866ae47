import { AnsiblePlaybook } from './ansible-playbook';
import { CloudConfig } from './cloud-config';
import { Packages } from './packages';
import type { IProvisioning } from './provisioning-config';
import { ProvisioningScript } from './provisioning-script';
import { guardFactories } from '../core/guard-factories';

/**
 * Parts of a host's setup at its first boot, before its first revision.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Compute.ec2({ provisioning: [Provisioning.packages('ImageMagick'), Provisioning.script('deploy/fonts.sh')] });
 */
export class Provisioning {
  /**
   * A script, run as root.
   *
   * @param path of the script on the machine that synthesizes, with `#!` in its first line; relative to the current directory
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
   * An Ansible playbook, run on the host itself. `ansible-core` is installed if it is missing, which takes about half a minute of the first boot;
   * a local run needs it on this machine.
   *
   * @param playbook its path on the machine that synthesizes, relative to the current directory; its directory is copied, with roles and templates
   */
  static ansible(playbook: string): IProvisioning {
    return new AnsiblePlaybook(playbook);
  }

  /**
   * A cloud-config document in cloud-init's language: files, packages, repositories, users, certificates, time. It is applied at this
   * place in the list, not at cloud-init's own time, and the first module that fails ends the setup. cloud-init's schema checks the document on
   * the host. A local run applies it where this machine has cloud-init, without its packages.
   *
   * @param document its path on the machine that synthesizes, with `#cloud-config` in its first line; relative to the current directory
   * @see https://cloudinit.readthedocs.io/en/latest/reference/modules.html
   */
  static cloudInit(document: string): IProvisioning {
    return new CloudConfig(document);
  }

  private constructor() {}
}

guardFactories('Provisioning', Provisioning);
