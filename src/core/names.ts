import { requireKnown, requirePattern } from './misuse';

/** A deployment group name may have 100 characters, a target group name 32: short names keep every derived name readable. */
const NAME = /^[A-Za-z][A-Za-z0-9-]{0,30}[A-Za-z0-9]$/;

/** Names become part of stack, pipeline and deployment group names. */
export function requireName(prop: string, name: string): void {
  requireKnown(prop, name, 'write the name');
  requirePattern(prop, name, NAME, 'must be 2 to 32 letters, digits and hyphens, with a letter first', 'choose such a name');
}

/** Variables that a build exports. */
export function requireVariableName(prop: string, name: string): void {
  requirePattern(prop, name, /^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable', 'write letters, digits and underscores');
}
