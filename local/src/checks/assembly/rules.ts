import type { Rule } from './rule';

/** Every rule about cloud assemblies. */
export const RULES: readonly Rule[] = [];
