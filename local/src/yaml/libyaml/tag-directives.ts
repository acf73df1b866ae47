import type { Mark } from './mark';
import { SyntaxProblem } from './syntax-problem';
import type { TagDirective, TagToken, VersionDirective } from './token';

/** The `%YAML` and `%TAG` directives of a document. */
export class TagDirectives {
  private readonly prefixes = new Map([['!', '!'], ['!!', 'tag:yaml.org,2002:']]);
  private readonly declared = new Set<string>();

  add(directive: VersionDirective | TagDirective): void {
    if (directive.type === 'version-directive') this.addVersion(directive);
    else this.addTag(directive);
  }

  resolve({ handle, suffix }: TagToken, mark: Mark): string {
    if (handle === '') return suffix;
    const prefix = this.prefixes.get(handle);
    if (prefix === undefined) throw new SyntaxProblem('found undefined tag handle', 'while parsing a node', mark);
    return prefix + suffix;
  }

  private addVersion({ major, minor }: VersionDirective): void {
    if (this.declared.has('%YAML')) throw new SyntaxProblem('found duplicate %YAML directive');
    if (major !== 1 || (minor !== 1 && minor !== 2)) throw new SyntaxProblem('found incompatible YAML document');
    this.declared.add('%YAML');
  }

  private addTag({ handle, prefix }: TagDirective): void {
    if (this.declared.has(handle)) throw new SyntaxProblem('found duplicate %TAG directive');
    this.declared.add(handle);
    this.prefixes.set(handle, prefix);
  }
}
