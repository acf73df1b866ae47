import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

interface Reference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: Reference };
  readonly union?: object;
}
interface Member {
  readonly name: string;
  readonly type: Reference;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly static?: boolean;
}
interface Type {
  readonly kind: 'class' | 'interface' | 'enum';
  readonly fqn: string;
  readonly name: string;
  readonly datatype?: boolean;
  readonly interfaces?: string[];
  readonly base?: string;
  readonly properties?: Member[];
  readonly methods?: (Member & { readonly parameters?: Member[]; readonly returns?: { readonly type: Reference } })[];
}
type Assembly = Readonly<Record<string, Type>>;

const ROOT = join(__dirname, '..', '..');
const OWN = 'gostyle-web-pipeline.';

/** What `bind` of implementations of a user returns, where `requireReturned` judges it. */
const RETURNED = ['ApplicationConfig', 'AttachmentConfig', 'NetworkConfig', 'ProvisioningConfig', 'StepConfig'];

/** The types of everything that a user passes to a factory, as stored in `src/core/given-types.json`. */
export function givenTypes(): string {
  // Written by `npx projen compile`.
  const own = typesIn(readFileSync(join(ROOT, '.jsii'), 'utf8'));
  const all = { ...assemblyOf('constructs'), ...assemblyOf('aws-cdk-lib'), ...own };
  const options: Record<string, Record<string, string>> = {};
  const members: Record<string, string> = {};

  const nameOf = ({ primitive, collection, fqn, union }: Reference): string => {
    if (collection) return `${nameOf(collection.elementtype)}${collection.kind === 'array' ? '[]' : '{}'}`;
    if (fqn === undefined) return union || primitive === 'any' || primitive === 'json' ? 'anything' : primitive!;
    const type = all[fqn]!;
    if (type.datatype) return addOptions(type);
    if (type.kind !== 'enum') members[type.name] ??= memberOf(type, all) ?? '';
    return type.name;
  };
  const named = (list: Member[]): Record<string, string> => Object.fromEntries(list
    .map(({ name, type, optional, variadic }) => [`${variadic ? '...' : ''}${name}${optional ? '?' : ''}`, nameOf(type)]));
  const addOptions = (type: Type): string => {
    const isForeign = !type.fqn.startsWith(OWN);
    const name = isForeign ? type.fqn : type.name;
    if (options[name]) return name;
    // Added before its members, because options may contain options of their own type.
    options[name] = {};
    const props = withInherited(type, all);
    // aws-cdk-lib checks the values of its own options, but not their names.
    options[name] = isForeign ? Object.fromEntries(props.map((prop) => [`${prop.name}?`, 'anything'])) : named(props);
    return name;
  };

  const isFactory = ({ static: isStatic, name }: Member) => isStatic && !name.startsWith('_');
  const factories = Object.values(own).flatMap((type) => (type.methods ?? []).filter(isFactory)
    .map(({ name, parameters = [] }): [string, Record<string, string>] => [`${type.name}.${name}`, named(parameters)]))
    .filter(([, parameters]) => Object.keys(parameters).length > 0);
  const made = Object.values(own).flatMap((type) => (type.methods ?? []).filter(isFactory)
    .map(({ name, returns }): [string, string[]] => [`${type.name}.${name}`, ownTypes(returns?.type.fqn, own)]))
    .filter(([, names]) => names.length > 0);
  nameOf({ fqn: `${OWN}GoStyleWebPipelineProps` });
  // What an implementation of a user returns.
  for (const name of RETURNED) nameOf({ fqn: `${OWN}${name}` });
  const sorted = <T>(table: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)));
  const table = {
    factories: sorted(Object.fromEntries(factories)), made: sorted(Object.fromEntries(made)), options: sorted(options), members: sorted(members),
  };
  return `${JSON.stringify(table, undefined, 2)}\n`;
}

/** The type with everything that it extends, as long as it is the library's. */
function ownTypes(fqn: string | undefined, own: Assembly): string[] {
  const type = own[fqn ?? ''];
  return type ? [type.name, ...[...type.base === undefined ? [] : [type.base], ...type.interfaces ?? []].flatMap((each) => ownTypes(each, own))] : [];
}

/** A member that every object of the type has, by which it can be recognized; a method has `()` at its end. */
function memberOf({ properties = [], methods = [], base, interfaces = [] }: Type, all: Assembly): string | undefined {
  const isOwn = ({ static: isStatic, optional, name }: Member) => !isStatic && !optional && !name.startsWith('_') && name !== 'toString';
  const member = [...properties, ...methods].find(isOwn);
  const inherited = [...base === undefined ? [] : [base], ...interfaces].map((fqn) => memberOf(all[fqn]!, all));
  if (member) return methods.includes(member) ? `${member.name}()` : member.name;
  return inherited.find((name) => name !== undefined);
}

function withInherited({ properties = [], interfaces = [] }: Type, all: Assembly): Member[] {
  return [...properties, ...interfaces.flatMap((fqn) => withInherited(all[fqn]!, all))];
}

function assemblyOf(name: string): Assembly {
  const directory = dirname(require.resolve(`${name}/package.json`));
  const text = readFileSync(join(directory, '.jsii'), 'utf8');
  const { filename } = JSON.parse(text) as { filename?: string };
  return typesIn(filename === undefined ? text : gunzipSync(readFileSync(join(directory, filename))).toString());
}

function typesIn(text: string): Assembly {
  return (JSON.parse(text) as { types: Assembly }).types;
}
