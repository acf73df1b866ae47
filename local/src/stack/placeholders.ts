import { unique } from './physical-ids';
import type { ResolveOptions } from './resolved-stack';
import { isList, isObject, entriesOf, type Json } from '../assembly/json';

const DYNAMIC_REFERENCE = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^}]+)\}\}/g;

const SECRET = /^value-of-(arn:.+|[^:]+):SecretString:([^:]*)(?::[^:]*)*$/;

/** The secret that a placeholder in a resolved template refers to. */
export interface DynamicReference {
  readonly id: string;
  /** Key in the secret's JSON value. */
  readonly field?: string;
}

/** The Secrets Manager secret that a placeholder refers to, if the text is nothing but a placeholder. */
export function dynamicReference(text: string): DynamicReference | undefined {
  const [, id, field] = SECRET.exec(text) ?? [];
  return id === undefined ? undefined : { id, ...field && { field } };
}

/** Provides and records placeholders for values that only an account knows. */
export class Placeholders {
  private readonly recorded = new Map<string, string>();

  constructor(private readonly options: ResolveOptions) {}

  ssmParameter(name: string, type: string): string {
    return this.given(this.options.ssmParameters, name)
      ?? this.record(`ssm:${name}`, type === 'AWS::EC2::Image::Id' ? `ami-0${unique(name).slice(0, 16)}` : `value-of-${name}`);
  }

  importedValue(name: string): string {
    return this.given(this.options.exports, name) ?? this.record(`import:${name}`, `import-of-${name}`);
  }

  attribute(logicalId: string, name: string): string {
    return this.record(`attribute:${logicalId}.${name}`, `${logicalId}.${name}`);
  }

  /** Replaces `{{resolve:...}}` in all strings of a value. Secrets are never looked up. */
  withoutDynamicReferences(value: Json): Json {
    if (typeof value === 'string') return value.includes('{{resolve:') ? this.replaceIn(value) : value;
    if (isList(value)) return value.map((child) => this.withoutDynamicReferences(child));
    if (!isObject(value)) return value;
    return Object.fromEntries(entriesOf(value).map(([key, child]) => [key, this.withoutDynamicReferences(child)]));
  }

  all(): Record<string, string> {
    return Object.fromEntries(this.recorded);
  }

  private replaceIn(text: string): string {
    return text.replace(DYNAMIC_REFERENCE, (_whole, service: string, reference: string) => {
      const name = service === 'ssm' ? reference.replace(/:\d+$/, '') : reference;
      const known = service === 'ssm' ? this.given(this.options.ssmParameters, name) : undefined;
      return known ?? this.record(`${service}:${reference}`, `value-of-${reference}`);
    });
  }

  private given(values: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
    return values && Object.hasOwn(values, name) ? values[name] : undefined;
  }

  private record(key: string, value: string): string {
    this.recorded.set(key, value);
    return value;
  }
}
