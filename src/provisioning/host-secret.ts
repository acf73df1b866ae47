/** A secret as a host asks for it. */
export interface HostSecret {
  /** Name of the variable. */
  readonly name: string;
  /** `secrets-manager` or `parameter-store`. */
  readonly store: string;
  /** Its name where it is of the environment's own account and region, which is shorter than its ARN: user data has room for 16 KB. */
  readonly id: string;
  readonly field?: string;
}
