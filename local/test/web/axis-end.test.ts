import { axisEnd } from '../../page/axis-end';

test.each<[string, number[], number]>([
  ['a burst among few samples', [20, 21, 19, 900], 27.3],
  ['a burst among many samples', [...Array<number>(99).fill(20), 900], 26],
  ['as many bursts as are rare', [...Array<number>(95).fill(20), ...Array<number>(5).fill(900)], 26],
  ['what is usual', [...Array<number>(50).fill(20), ...Array<number>(50).fill(900)], 1170],
  ['values that are all small', [1, 2, 1], 10],
  ['no values', [], 10],
])('the end of the p99 axis: %s', (_what, values, expected) => {
  expect(axisEnd(values)).toBeCloseTo(expected);
});

test('a second without requests has no p99, and is left out', () => {
  expect(axisEnd([null, undefined, 40, 40, null])).toBeCloseTo(52);
});
