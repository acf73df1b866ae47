import { entriesOf, isList, isObject, member, type Json } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { certainSecret } from '../../certain-secrets';
import { isNamedLikeSecret, isSecretLike, secretsInEntries, secretsInScript } from '../../secret-like';
import type { Problem, Rule, Subject } from '../rule';

/** Functions whose result is one text, which a secret may be part of. */
const TEXTS = ['Fn::Join', 'Fn::Sub', 'Fn::Base64'];
const REFERENCES = ['Ref', 'Fn::GetAtt', 'Fn::ImportValue', 'Condition'];
/** Code assigns variables to each other, `token = event.token`: only what is certain is a finding there. */
const CODE = /\.(ZipFile|FunctionCode|InlineCode|DefinitionString)$/;
/** How provisioning writes a file that is no text, or does not end with a line break. */
const ENCODED_FILE = /base64 -d <<'END'\n([\w+/=]+)\nEND/g;

const MESSAGE = 'a secret must not be written in a template, which many may read';
const NAMED_MESSAGE = 'what is named like a secret should not be written in a template, which many may read';
const FIX = 'put it into Secrets Manager or Parameter Store, refer to it there, and rotate it, because it was in the code; if it is no secret, '
  + 'write `Validations.of(construct).acknowledge({ id: \'gostyle::template.secret\', reason: \'...\' })`';

/** Secrets visible to everyone who can read a template. */
export const SECRET_RULES: readonly Rule[] = [
  { id: 'template.secret', severity: 'error', isOfText: true, check: secrets },
];

function* secrets({ graph: { nodes, template } }: Subject): Iterable<Problem> {
  for (const { logicalId, properties, metadata } of nodes) {
    yield* problems(logicalId, [...valuesIn(properties, 'Properties'), ...valuesIn(metadata, 'Metadata')]);
  }
  for (const section of ['parameters', 'mappings', 'conditions', 'outputs', 'metadata'] as const) {
    for (const [name, value] of Object.entries(template[section])) yield* problems(name, valuesIn(value, `${section}.${name}`));
  }
  yield* problems('Description', valuesIn(template.description, 'Description'));
}

/** One text of a template. */
interface Value {
  readonly path: string;
  /** What names it: a property, a variable. */
  readonly name: string;
  readonly text: string;
}

function* problems(logicalId: string, values: Iterable<Value>): Iterable<Problem> {
  for (const { path, name, text } of values) {
    const [problem] = problemsOf(path, name, text);
    if (problem) yield { logicalId, path, ...problem };
  }
}

/** The value is never repeated: findings are in logs. */
function* problemsOf(path: string, name: string, text: string): Iterable<Omit<Problem, 'logicalId' | 'path'>> {
  const whole = withFiles(text);
  const certain = certainSecret(whole);
  if (certain) yield { message: `${MESSAGE}${lineIn(whole, certain.index)}`, value: certain.shown, fix: FIX };
  if (CODE.test(path)) return;
  const variables = [...secretsInScript(whole), ...secretsInEntries(whole), ...secretsInVariables(whole)];
  for (const variable of isNamedLikeSecret(name, text) ? [name, ...variables] : variables) {
    yield { severity: 'warning', message: NAMED_MESSAGE, value: variable, fix: FIX };
  }
}

function withFiles(text: string): string {
  return text.replace(ENCODED_FILE, (_whole, encoded: string) => Buffer.from(encoded, 'base64').toString('utf8'));
}

function lineIn(text: string, index: number): string {
  return text.includes('\n') ? ` (line ${text.slice(0, index).split('\n').length})` : '';
}

/** Every text in a value, and every name: also what is no value, such as the name of a variable, may be a secret. */
function* valuesIn(value: Json | undefined, path: string, name = ''): Iterable<Value> {
  if (typeof value === 'string') {
    yield { path, name, text: value };
  } else if (isList(value)) {
    for (const [index, each] of value.entries()) yield* valuesIn(each, `${path}[${index}]`, name);
  } else if (isObject(value)) {
    const entries = entriesOf(value);
    const [[single] = ['']] = entries.length === 1 ? entries : [];
    if (REFERENCES.includes(single)) return;
    if (TEXTS.includes(single)) {
      yield { path, name, text: textOf(value) };
      return;
    }
    const variable = nameOf(value);
    for (const [key, child] of entries) {
      if (!key.startsWith('Fn::')) yield { path: `${path}.${key}`, name: '', text: key };
      yield* valuesIn(child, `${path}.${key}`, /^value$/i.test(key) ? variable ?? key : key);
    }
  }
}

/** What a list of variables, as of a container, calls one that has a plain value. */
function nameOf(value: Json): string | undefined {
  const type = member(value, 'Type') ?? member(value, 'type');
  const name = member(value, 'Name') ?? member(value, 'name') ?? member(value, 'Key');
  return typeof name === 'string' && (type === undefined || type === 'PLAINTEXT') ? name : undefined;
}

/** In a JSON list of variables, as a CodeBuild action takes it; `action.codebuild` reports one that is no JSON. */
function secretsInVariables(text: string): string[] {
  if (!text.startsWith('[')) return [];
  const variables = [...text.matchAll(/\{[^{}]*\}/g)].map(([each]) => ({
    name: /"name"\s*:\s*"([^"]*)"/.exec(each)?.[1] ?? '',
    value: /"value"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(each)?.[1] ?? '',
    type: /"type"\s*:\s*"([^"]*)"/.exec(each)?.[1] ?? 'PLAINTEXT',
  }));
  return variables.filter(({ name, value, type }) => type === 'PLAINTEXT' && isSecretLike(name, value)).map(({ name }) => name);
}
