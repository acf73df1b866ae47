/** Why the name of an environment cannot be taken, and which names can. */
export function notAmong(environment: string, run: string, names: readonly string[]): string {
  const all = names.length === 0 ? ' none' : `: ${names.join(', ')}`;
  return `${environment} is not an environment of ${run}, which has${all}`;
}
