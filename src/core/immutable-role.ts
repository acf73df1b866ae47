/** `mutable: false`, or a role of another account than the stack's that it was imported in. By its name: there may be two copies of aws-cdk-lib. */
export function isImmutable(role: object): boolean {
  return (role.constructor as { PROPERTY_INJECTION_ID?: string }).PROPERTY_INJECTION_ID === 'aws-cdk-lib.aws-iam.ImmutableRole';
}
