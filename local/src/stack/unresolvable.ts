/** Thrown inside the resolver and caught at each resource, output and condition. Contains the problem and its relative path. */
export class Unresolvable extends Error {
  override readonly name = 'Unresolvable';

  constructor(message: string, readonly path: readonly (string | number)[] = []) {
    super(message);
  }

  /** The same problem, seen from one level higher. */
  below(key: string | number): Unresolvable {
    return new Unresolvable(this.message, [key, ...this.path]);
  }
}

/** `Properties.Tags[0].Value` */
export function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, key) => typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`, '');
}
