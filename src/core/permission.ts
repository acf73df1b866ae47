/** What a role may do, and why. */
export interface Permission {
  /** IAM actions, such as `s3:GetObject`. */
  readonly actions: string[];

  /** ARNs. */
  readonly resources: string[];

  /**
   * Conditions, by operator and key.
   *
   * @default - none
   */
  readonly conditions?: { [operator: string]: { [key: string]: string[] } };

  /** Why it is needed and, if a resource has a wildcard, why it cannot be narrower. */
  readonly reason: string;
}
