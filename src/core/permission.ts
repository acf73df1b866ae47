/** What a role may do, and why it needs to. */
export interface Permission {
  /** Actions of IAM, such as `s3:GetObject`. */
  readonly actions: string[];

  /** ARNs. */
  readonly resources: string[];

  /**
   * Conditions: operator, key, values.
   *
   * @default - none
   */
  readonly conditions?: { [operator: string]: { [key: string]: string[] } };

  /** Why, and where a resource has a wildcard, why it cannot be narrower. */
  readonly reason: string;
}
