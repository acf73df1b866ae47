import { AppSpecValidationError } from './validation-error';
import { RubySymbol, type RubyValue } from '../../../yaml/ruby/value';
import { noMethod } from '../ruby/calls';

/** An SELinux range: `s0[-s1][:c0[.c3][,c9]]`. */
export class SecurityRange {
  private readonly low: bigint;
  private readonly high: bigint;
  private readonly categories: readonly number[] | null;

  constructor(range: RubyValue) {
    if (typeof range !== 'string') {
      throw noMethod(typeof range === 'object' && range !== null && !(range instanceof RubySymbol) ? 'split' : 'include?', range);
    }
    const [sensitivities, categories] = partsOf(range, ':');
    const [low, high] = partsOf(sensitivities, '-');
    this.low = parseSensitivity(low);
    this.high = high === undefined ? this.low : parseSensitivity(high);
    if (this.high < this.low) {
      throw new AppSpecValidationError(
        `The deployment failed because of a problem with the SELinux range specified (${range}) for the context parameter in the permissions `
        + 'section of the application specification file. Make corrections in the permissions section of the AppSpec file, and then try again.',
      );
    }
    this.categories = categories === undefined ? null : parseCategories(categories);
  }

  /** In the shortest form: adjacent categories become a range. */
  toString(): string {
    const sensitivity = this.low === this.high ? `s${this.low}` : `s${this.low}-s${this.high}`;
    return this.categories === null ? sensitivity : `${sensitivity}:${spansOf(this.categories).join(',')}`;
  }
}

/** One or two parts, none empty. */
function partsOf(input: string, separator: string): [string, string?] {
  const at = input.indexOf(separator);
  const parts: [string, string?] = at < 0 ? [input] : [input.slice(0, at), input.slice(at + 1)];
  if (parts.some((part) => part === '')) throw new AppSpecValidationError(`invalid range part ${input}`);
  return parts;
}

function parseSensitivity(text: string): bigint {
  if (!/^s[0-9]+$/.test(text)) throw new AppSpecValidationError(`invalid sensitivity ${text}`);
  return BigInt(text.slice(1));
}

function parseCategory(text: string): number {
  const level = /^c[0-9]+$/.test(text) ? Number(text.slice(1)) : Infinity;
  if (level > 1023) throw new AppSpecValidationError(`invalid category ${text}`);
  return level;
}

function parseCategories(text: string): number[] {
  const parts = text.replace(/,+$/, '').split(',').filter((part, _, all) => all.length > 1 || part !== '');
  const categories = parts.flatMap((part) => (part.includes('.') ? parseSpan(part) : [parseCategory(part)]));
  if (new Set(categories).size !== categories.length) throw new AppSpecValidationError('duplicate categories');
  return categories.sort((a, b) => a - b);
}

function parseSpan(text: string): number[] {
  const [first, last = ''] = partsOf(text, '.');
  const low = parseCategory(first);
  const high = parseCategory(last);
  if (high < low) throw new AppSpecValidationError(`invalid category range ${first}.${last}`);
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
}

function spansOf(categories: readonly number[]): string[] {
  const spans: [number, number][] = [];
  for (const category of categories) {
    const last = spans.at(-1);
    if (last && last[1] + 1 === category) last[1] = category;
    else spans.push([category, category]);
  }
  return spans.map(([low, high]) => (low === high ? `c${low}` : `c${low}.c${high}`));
}
