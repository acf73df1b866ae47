import { AppSpecError } from './app-spec-error';
import type { Position, Positions } from '../../../yaml/psych/positions';
import { RubyError } from '../../../yaml/ruby/error';
import { isHash, type RubyValue } from '../../../yaml/ruby/value';
import { each, fetch } from '../ruby/calls';

/** The sections of an AppSpec. An error in a section carries the line where it begins. */
export class Sections {
  constructor(readonly root: RubyValue, private readonly positions: Positions) {}

  read<T>(name: string, parse: (value: RubyValue) => T): T {
    const position = isHash(this.root) ? this.positions.ofKey(this.root, name) : undefined;
    return located(position, () => parse(fetch(this.root, name)));
  }

  readItems<T>(list: RubyValue, parse: (item: RubyValue) => T): T[] {
    return each(list).map((item, index) => located(this.positions.ofItem(list, index), () => parse(item)));
  }
}

/** The innermost position wins. */
function located<T>(position: Position | undefined, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof AppSpecError || !(error instanceof RubyError)) throw error;
    throw position ? new AppSpecError(error, position) : error;
  }
}
