/** Imported with `mutable: false` or from another account than the stack's. Checked by class name: there may be two copies of aws-cdk-lib. */
export function isImmutable(role: object): boolean {
  return (role.constructor as { PROPERTY_INJECTION_ID?: string }).PROPERTY_INJECTION_ID === 'aws-cdk-lib.aws-iam.ImmutableRole';
}
