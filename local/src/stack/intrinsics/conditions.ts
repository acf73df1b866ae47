import type { Json } from '../../assembly/json';
import { Unresolvable } from '../unresolvable';
import { argumentList, asList, asText, type Evaluation, type Intrinsic } from './intrinsic';

/** `{"Condition": name}` only refers to a condition inside of these functions; elsewhere it is an ordinary property. */
export const CONDITION_FUNCTIONS: Record<string, Intrinsic> = {
  'Fn::If': (argument, { scope, evaluate }) => {
    const [name, whenTrue, whenFalse] = argumentList(argument, '[condition, value if true, value if false]', 3);
    return evaluate(scope.condition(asText(name, 'the condition')) ? whenTrue : whenFalse);
  },
  'Fn::Equals': (argument, { evaluate }) => {
    const [left, right] = argumentList(argument, '[value, value]', 2).map(evaluate);
    return comparable(left) === comparable(right);
  },
  'Fn::And': (argument, evaluation) => operands(argument, 2).every((operand) => truth(operand, evaluation)),
  'Fn::Or': (argument, evaluation) => operands(argument, 2).some((operand) => truth(operand, evaluation)),
  'Fn::Not': (argument, evaluation) => !truth(argumentList(argument, '[condition]', 1)[0], evaluation),
  // The three functions that template rules use.
  'Fn::Contains': (argument, { evaluate }) => {
    const [values, value] = argumentList(argument, '[list, value]', 2).map(evaluate);
    return asList(values, 'the first argument').map(comparable).includes(comparable(value));
  },
  'Fn::EachMemberEquals': (argument, { evaluate }) => {
    const [values, value] = argumentList(argument, '[list, value]', 2).map(evaluate);
    return asList(values, 'the first argument').every((each) => comparable(each) === comparable(value));
  },
  'Fn::EachMemberIn': (argument, { evaluate }) => {
    const [values, allowed] = argumentList(argument, '[list, list]', 2).map(evaluate);
    const texts = asList(allowed, 'the second argument').map(comparable);
    return asList(values, 'the first argument').every((each) => texts.includes(comparable(each)));
  },
};

/** Evaluates a condition, as used in `Conditions` and the functions above. */
export function truth(condition: Json | undefined, { scope, evaluate }: Evaluation): boolean {
  const named = typeof condition === 'object' && condition !== null && 'Condition' in condition ? condition.Condition : undefined;
  const value = typeof named === 'string' ? scope.condition(named) : evaluate(condition);
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new Unresolvable(`must be a condition, got: ${JSON.stringify(condition)}`);
}

function operands(argument: Json, least: number): readonly Json[] {
  return argumentList(argument, `a list of ${least} to 10 conditions`, least, 10);
}

function comparable(value: Json | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
}
