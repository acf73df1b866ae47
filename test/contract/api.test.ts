import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface TypeReference { readonly union?: object; readonly primitive?: string; readonly collection?: { readonly elementtype: TypeReference } }
interface Docs { readonly summary?: string; readonly default?: string }
interface Documented { readonly docs?: Docs; readonly overrides?: string }
interface Member extends Documented { readonly name: string; readonly optional?: boolean; readonly type?: TypeReference }
interface Callable extends Documented { readonly name?: string; readonly parameters?: Member[]; readonly returns?: { readonly type: TypeReference } }
interface Type {
  readonly kind: string;
  readonly name: string;
  readonly datatype?: boolean;
  readonly docs?: Docs;
  readonly properties?: Member[];
  readonly methods?: Callable[];
  readonly initializer?: Callable;
}

const ROOT = join(__dirname, '..', '..');
/** Written by `npx projen compile`. */
const types = Object.values((JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { types: Record<string, Type> }).types);

const callables = ({ methods = [], initializer }: Type): Callable[] => [...methods, ...(initializer ? [initializer] : [])];

function members(type: Type): [string, Member][] {
  return [
    ...(type.properties ?? []).map((property): [string, Member] => [`${type.name}.${property.name}`, property]),
    ...callables(type).flatMap(({ name = 'constructor', parameters = [] }) =>
      parameters.map((parameter): [string, Member] => [`${type.name}.${name}(${parameter.name})`, parameter])),
  ];
}

function references(type: Type): [string, TypeReference][] {
  return [
    ...members(type).flatMap(([path, member]): [string, TypeReference][] => (member.type ? [[path, member.type]] : [])),
    ...callables(type).flatMap(({ name, returns }): [string, TypeReference][] => (returns ? [[`${type.name}.${name}`, returns.type]] : [])),
  ];
}

const innermost = (reference: TypeReference): TypeReference => (reference.collection ? innermost(reference.collection.elementtype) : reference);
const every = <T>(list: (type: Type) => [string, T][], wrong: (item: T) => boolean): string[] =>
  types.flatMap(list).filter(([, item]) => wrong(item)).map(([path]) => path);

test('there is an API to check', () => {
  const expected = ['GoStyleWebPipeline', 'Environment', 'Source', 'Application', 'Compute', 'InPlace', 'Approval'];
  expect(types.map(({ name }) => name)).toEqual(expect.arrayContaining(expected));
});

test('no exported type is a union or anything at all', () => {
  expect(every(references, (reference) => innermost(reference).union !== undefined || innermost(reference).primitive === 'any')).toEqual([]);
});

test('every optional prop documents its default', () => {
  const options = (type: Type): [string, Member][] => (type.datatype ? members(type) : []);
  expect(every(options, ({ optional, docs }) => optional === true && !docs?.default)).toEqual([]);
});

test('everything has a summary', () => {
  expect(types.filter(({ docs }) => !docs?.summary).map(({ name }) => name)).toEqual([]);
  const named = (type: Type): [string, Documented][] => [
    ...(type.properties ?? []).map((property): [string, Member] => [`${type.name}.${property.name}`, property]),
    ...(type.methods ?? []).map((method): [string, Callable] => [`${type.name}.${method.name}`, method]),
  ];
  expect(every(named, ({ docs, overrides }) => !docs?.summary && !overrides)).toEqual([]);
});

test('no name is reserved in one of the languages', () => {
  const reserved = ['go', 'package', 'default', 'from', 'import', 'class', 'new', 'function', 'namespace'];
  expect(every(members, ({ name }) => reserved.includes(name))).toEqual([]);
  const named = (type: Type) => (type.properties ?? []).filter(({ name }) => name.toLowerCase() === type.name.toLowerCase());
  expect(types.flatMap(named)).toEqual([]);
});

test('every parameter has a name, or the packages of other languages do not compile', () => {
  // jsii calls a destructured parameter `__0`.
  expect(every(members, ({ name }) => name.startsWith('__'))).toEqual([]);
});

// Its `prefer-ref-interface` is left out: what is brought is used by the methods of its L2, which the L1 interfaces lack.
// Only the pipeline creates an `EnvironmentStack`: its constructor is not public.
test('awslint has no findings', () => {
  const awslint = join(ROOT, 'node_modules', '.bin', 'awslint');
  const { status, stdout, stderr } = spawnSync(process.execPath, [awslint, '--no-compile'], { cwd: ROOT, encoding: 'utf8' });
  expect({ status, errors: (stdout + stderr).split('\n').filter((line) => line.startsWith('error')) }).toEqual({ status: 0, errors: [] });
});

test('implementations are accessible only through their factory and interface', () => {
  const implementing = types.filter(({ kind, initializer }) => kind === 'class' && initializer !== undefined).map(({ name }) => name);
  expect(implementing).toEqual(['GoStyleWebPipeline']);
});
