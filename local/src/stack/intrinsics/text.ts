import { entriesOf, isList, isObject, type Json } from '../../assembly/json';
import { Unresolvable } from '../unresolvable';
import { argumentList, asList, asText, type Evaluation, type Intrinsic } from './intrinsic';

export const TEXT_FUNCTIONS: Record<string, Intrinsic> = {
  'Fn::Join': (argument, { evaluate }) => {
    const [separator, values] = argumentList(argument, '[separator, list]', 2);
    return asList(evaluate(values), 'the list to join').map((value) => asText(value, 'each joined value')).join(asText(separator, 'the separator'));
  },
  'Fn::Split': (argument, { evaluate }) => {
    const [separator, text] = argumentList(argument, '[separator, text]', 2);
    if (separator === '') throw new Unresolvable('the separator must not be empty');
    return asText(evaluate(text), 'the string to split').split(asText(separator, 'the separator'));
  },
  'Fn::Sub': (argument, evaluation) => substitute(argument, evaluation),
  'Fn::Base64': (argument, { evaluate }) => Buffer.from(asText(evaluate(argument), 'the string to encode'), 'utf8').toString('base64'),
  'Fn::ToJsonString': (argument, { evaluate }) => {
    if (!isList(argument) && !isObject(argument)) throw new Unresolvable(`must be a list or an object, got: ${JSON.stringify(argument)}`);
    return JSON.stringify(evaluate(argument));
  },
};

function substitute(argument: Json, { scope, evaluate }: Evaluation): string {
  const [template, variables] = typeof argument === 'string' ? [argument, {}] : argumentList(argument, 'a text or [text, variables]', 2);
  if (!isObject(variables)) throw new Unresolvable(`the variables must be an object, got: ${JSON.stringify(variables)}`);
  const values = new Map(entriesOf(variables).map(([name, value]) => [name, evaluate(value)]));
  return asText(template, 'the string').replace(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const key = name.trim();
    if (values.has(key)) return asText(values.get(key), `\${${key}}`);
    const [logicalId, ...attribute] = key.split('.');
    return asText(attribute.length > 0 ? scope.attribute(logicalId, attribute.join('.')) : scope.reference(key), `\${${key}}`);
  });
}
