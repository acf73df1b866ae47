import { unique } from './physical-ids';
import type { ResolveOptions } from './resolved-stack';
import { isList, isObject, entriesOf, type Json } from '../assembly/json';

const DYNAMIC_REFERENCE = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^}]+)\}\}/g;

const SECRET = /^value-of-(arn:.+|[^:]+):SecretString:([^:]*)(?::[^:]*)*$/;

/** A secret that a text of a resolved template stands for. */
export interface DynamicReference {
  readonly id: string;
  /** Key of a JSON value. */
  readonly field?: string;
}

/** The secret of AWS Secrets Manager that a placeholder stands for, where it is nothing else. */
export function dynamicReference(text: string): DynamicReference | undefined {
  const [, id, field] = SECRET.exec(text) ?? [];
  return id === undefined ? undefined : { id, ...field && { field } };
}

/** Stands in for what only an account knows, and keeps account of it. */
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

  /** `{{resolve:...}}` in any text of a value. A secret is never looked up. */
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
