import { isList, isObject, type Json } from '../../../assembly/json';
import type { Problem, Rule, Subject } from '../rule';
import { functionsIn, templateRule, type TemplatePart } from '../template-parts';

const FUNCTIONS = [
  'And', 'Base64', 'Cidr', 'Contains', 'EachMemberEquals', 'EachMemberIn', 'Equals', 'FindInMap', 'GetAZs', 'GetAtt', 'If', 'ImportValue', 'Join',
  'Length', 'Not', 'Or', 'RefAll', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform', 'ValueOf', 'ValueOfAll',
].map((name) => `Fn::${name}`);

/** What CloudFormation rejects but CloudFormation Validate accepts: returns what the argument of a function must be; undefined if it is valid. */
const SHAPES: Readonly<Record<string, (argument: Json) => string | undefined>> = {
  'Ref': (argument) => (typeof argument === 'string' && argument !== '' ? undefined : 'a name'),
  'Fn::Join': (argument) => (isJoin(argument) ? undefined : '[separator, list of texts]'),
  'Fn::Select': (argument) => (isPair(argument) && (isObject(argument[1]) || isList(argument[1])) ? undefined : '[index, list]'),
  'Fn::Sub': (argument) => (typeof argument === 'string' || isSubstitution(argument) ? undefined : 'a text, or [text, variables]'),
  'Fn::GetAZs': (argument) => (isList(argument) ? 'a region' : undefined),
};

export const INTRINSIC_FUNCTION_RULES: readonly Rule[] = [
  templateRule('template.function', unknownFunctions),
  templateRule('template.argument', wrongArguments),
];

/** Policies and dashboards accept any object, so nothing else notices. */
function* unknownFunctions(_subject: Subject, { owner, path, value }: TemplatePart): Iterable<Problem> {
  for (const [name] of functionsIn(value)) {
    if (name === 'Ref' || FUNCTIONS.includes(name) || name.startsWith('Fn::ForEach::')) continue;
    yield { logicalId: owner, path, message: 'no such intrinsic function', value: name, fix: `use one of ${FUNCTIONS.join(', ')}` };
  }
}

function* wrongArguments(_subject: Subject, { owner, path, value }: TemplatePart): Iterable<Problem> {
  for (const [name, argument] of functionsIn(value)) {
    const wanted = Object.hasOwn(SHAPES, name) ? SHAPES[name](argument) : undefined;
    if (wanted === undefined) continue;
    yield { logicalId: owner, path, message: `the argument of ${name} must be ${wanted}`, value: JSON.stringify(argument), fix: 'correct it' };
  }
}

function isJoin(argument: Json): boolean {
  if (!isPair(argument) || typeof argument[0] !== 'string') return false;
  const [, values] = argument;
  return isObject(values) || (isList(values) && values.every((value) => !isList(value) && value !== null));
}

function isSubstitution(argument: Json): boolean {
  return isPair(argument) && typeof argument[0] === 'string' && isObject(argument[1]);
}

function isPair(argument: Json): argument is readonly [Json, Json] {
  return isList(argument) && argument.length === 2;
}
