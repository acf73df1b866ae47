/** Converts text to a valid name for units, folders and stacks: 2 to 32 letters, digits and hyphens. */
export function nameFrom(text: string): string {
  const name = text.replace(/^@[^/]*\//, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '').slice(0, 32).replace(/-+$/, '');
  return name.length >= 2 ? name : 'web-app';
}

/** `my-app` becomes `MyApp`, the id of a stack. */
export function pascalCase(name: string): string {
  return name.split('-').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}

/** A path in the repository, below a folder of it. */
export function below(directory: string, path: string): string {
  return directory === '.' ? path : `${directory}/${path}`;
}
