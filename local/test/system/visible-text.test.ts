import { visible, visibleWithColours } from '../../src/messages/visible-text';

const code = (point: number) => String.fromCodePoint(point);

test.each([
  ['\u001b[2J', '\\x1b[2J'],
  ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
  ['\u009b31m', '\\x9b31m'],
  ['a\u202egnp.exe', 'a\\u202egnp.exe'],
  ['a\rb\u0008', 'a\\x0db\\x08'],
  ['\u2066\u2069\u200e\u200f\u061c', '\\u2066\\u2069\\u200e\\u200f\\u061c'],
  ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
  ['\u2028\u2029', '\\u2028\\u2029'],
  ['\ud800', '\\ud800'],
  [code(0xe0041), '\\u{e0041}'],
])('%j is visible and has no effect', (text, expected) => {
  expect(visible(text)).toBe(expected);
});

test('ordinary text is kept', () => {
  for (const text of ['שלום, عالم', 'naïve – “quotes”', '👩‍🚀\tgo\n', 'نمی‌خواهم']) expect(visible(text)).toBe(text);
});

test('leaves no control or direction characters in any input', () => {
  const all = Array.from({ length: 0x3000 }, (_, point) => code(point)).join('');
  expect(visible(all)).not.toMatch(/(?![\t\n])[\p{Cc}\p{Bidi_C}]/u);
});

test('colours are removed, or kept in the output of a program in a terminal', () => {
  expect(visible('\u001b[31mred\u001b[0m')).toBe('red');
  expect(visibleWithColours('\u001b[31mred\u001b[0m\u001b[2J')).toBe('\u001b[31mred\u001b[0m\\x1b[2J');
});
