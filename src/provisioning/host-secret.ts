/** A secret as a host requests it. */
export interface HostSecret {
  /** Name of the variable. */
  readonly name: string;
  /** `secrets-manager` or `parameter-store`. */
  readonly store: string;
  /** Its name if it is in the environment's own account and region, which is shorter than its ARN: user data is limited to 16 KB. */
  readonly id: string;
  readonly field?: string;
}
