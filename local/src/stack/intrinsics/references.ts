import { isList, isObject, type Json } from '../../assembly/json';
import { Unresolvable } from '../unresolvable';
import { argumentList, asText, type Evaluation, type Intrinsic } from './intrinsic';

export const REFERENCE_FUNCTIONS: Record<string, Intrinsic> = {
  'Ref': (argument, { scope }) => {
    if (typeof argument !== 'string') throw new Unresolvable(`must be a name, got: ${JSON.stringify(argument)}`);
    return scope.reference(argument);
  },
  'Fn::GetAtt': (argument, { scope, evaluate }) => {
    const [logicalId, ...attribute] = typeof argument === 'string' ? argument.split('.') : argumentList(argument, '[logical id, attribute]', 2);
    return scope.attribute(asText(logicalId, 'the logical id'), attribute.map((part) => asText(evaluate(part), 'the attribute')).join('.'));
  },
  'Fn::FindInMap': (argument, evaluation) => findInMap(argument, evaluation),
  'Fn::ImportValue': (argument, { scope, evaluate }) => scope.importedValue(asText(evaluate(argument), 'the name of the export')),
  'Fn::Transform': () => {
    throw new Unresolvable('macros only run in an AWS account; use the expanded template');
  },
};

function findInMap(argument: Json, { scope, evaluate }: Evaluation): Json | undefined {
  const parts = argumentList(argument, '[map, first key, second key]', 3, 4);
  const [map, first, second] = parts.slice(0, 3).map((part) => asText(evaluate(part), 'a map and its keys'));
  const found = scope.mapping(map, first, second);
  if (found !== undefined) return found;
  const options = parts[3];
  if (isObject(options) && options.DefaultValue !== undefined) return evaluate(options.DefaultValue);
  if (isList(options)) throw new Unresolvable('the fourth argument must be {"DefaultValue": ...}');
  throw new Unresolvable(`mapping ${map} has no value for ${first}, ${second}`);
}
