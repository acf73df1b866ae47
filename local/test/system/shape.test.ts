import { mismatch, type Shape } from '../../src/system/shape';

const SHAPE: Shape = { 'id': 'name', 'port?': 'number', 'items': [{ text: 'text' }] };

test.each([
  [{ id: 'i-1', items: [] }, undefined],
  [{ id: 'i-1', port: 1, items: [{ text: '' }], more: null }, undefined],
  [null, 'its content must be an object'],
  [[], 'its content must be an object'],
  [{ items: [] }, '`id` must be a name'],
  [{ id: '../x', items: [] }, '`id` must be a name'],
  [{ id: '..', items: [] }, '`id` must be a name'],
  [{ id: 'a/b', items: [] }, '`id` must be a name'],
  [{ id: 'i-1', port: '1', items: [] }, '`port` must be a number'],
  [{ id: 'i-1', items: {} }, '`items` must be a list'],
  [{ id: 'i-1', items: [{ text: '' }, { text: 1 }] }, '`items[1].text` must be text'],
])('%j: %s', (value, expected) => {
  expect(mismatch(value, SHAPE)).toBe(expected);
});
