import { isFactory, requireArguments } from './given-arguments';
import { remember } from './made-by';

/**
 * Lets each factory of a class check the types of what it is given, and be known by what it makes. What jsii makes of other languages comes through
 * the same methods.
 *
 * @param name what the class is called where the types are written down
 * @param made the class
 */
export function guardFactories(name: string, made: object): void {
  for (const [method, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(made))) {
    const factory = `${name}.${method}`;
    const original: unknown = descriptor.value;
    if (typeof original !== 'function' || !isFactory(factory)) continue;
    const checked = (...given: unknown[]): unknown => {
      requireArguments(factory, given);
      return remember(Reflect.apply(original, made, given), factory);
    };
    Object.defineProperty(made, method, { ...descriptor, value: checked });
  }
}
