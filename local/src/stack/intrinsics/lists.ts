import { Unresolvable } from '../unresolvable';
import { argumentList, asList, asNumber, type Intrinsic } from './intrinsic';

export const LIST_FUNCTIONS: Record<string, Intrinsic> = {
  'Fn::Select': (argument, { evaluate }) => {
    const [position, values] = argumentList(argument, '[index, list]', 2).map(evaluate);
    const index = asNumber(position, 'the index');
    const list = asList(values, 'the list');
    if (index < 0 || index >= list.length) throw new Unresolvable(`index ${index} is not in a list of ${list.length}`);
    return list[index];
  },
  'Fn::Length': (argument, { evaluate }) => asList(evaluate(argument), 'the argument').length,
};
