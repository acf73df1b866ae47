import cases from './psych-cases.json';
import { loadYaml } from '../../src/yaml/psych/load';
import type { RubyError } from '../../src/yaml/ruby/error';
import { inspect } from '../../src/yaml/ruby/format';

type PsychCase =
  | { readonly text: string; readonly value: string }
  | { readonly text: string; readonly error: string; readonly message: string };

const samples = cases.cases as readonly PsychCase[];

describe('YAML is read as by the agent\'s Ruby', () => {
  test.each(samples.filter((sample) => 'value' in sample).map((sample) => [sample.text, sample.value]))('reads %j', (text, value) => {
    expect(inspect(loadYaml(text).value)).toBe(value);
  });

  test.each(
    samples.filter((sample) => 'error' in sample).map((sample) => [sample.text, sample.error, sample.message]),
  )('refuses %j', (text, error, message) => {
    expect(failureOf(() => loadYaml(text))).toMatchObject({ className: error, message });
  });

  test('fails on a text that is nested too deeply, instead of crashing', () => {
    expect(failureOf(() => loadYaml('['.repeat(50_000)))).toMatchObject({ message: 'stack level too deep' });
  });
});

describe('bytes that are not UTF-8', () => {
  test.each([
    [[0xff], 'invalid leading UTF-8 octet'],
    [[0xc3], 'incomplete UTF-8 octet sequence'],
    [[0xc3, 0x0a], 'invalid trailing UTF-8 octet'],
    [[0xc0, 0x80], 'invalid length of a UTF-8 sequence'],
    [[0xe0, 0x80, 0x80], 'invalid length of a UTF-8 sequence'],
    [[0xed, 0xa0, 0x80], 'invalid Unicode character'],
    [[0xf4, 0x90, 0x80, 0x80], 'invalid Unicode character'],
  ])('refuses %p: %s', (octets, problem) => {
    expect(() => loadYaml(Buffer.from([0x61, 0x3a, 0x20, ...octets]))).toThrow(`(<unknown>): ${problem} at line 1 column 1`);
  });

  test('reads the others', () => {
    expect(inspect(loadYaml(Buffer.from('a: é€😀')).value)).toBe('{"a"=>"é€😀"}');
  });
});

function failureOf(work: () => unknown): RubyError {
  try {
    work();
  } catch (error) {
    return error as RubyError;
  }
  throw new Error('it did not fail');
}
