/** A part of a host's setup at its first boot, before its first revision. */
export interface IProvisioning {
  /** Called once for each environment. */
  bind(): ProvisioningConfig;
}

/** What a part consists of. */
export interface ProvisioningConfig {
  /** Lowercase letters, digits and hyphens. The part's log is named after its number and this name. */
  readonly name: string;

  /**
   * Files, by their paths in the part's directory on the host: absolute paths on the machine that synthesizes.
   *
   * @default - none
   */
  readonly files?: { [path: string]: string };

  /** A program and its arguments, run as root in the part's directory. An exit status other than 0 ends the instance's setup. */
  readonly command: string[];
}
