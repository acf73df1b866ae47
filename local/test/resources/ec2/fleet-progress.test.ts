import { FleetProgress, type SeenInstance } from '../../../src/resources/ec2/fleet-progress';

const WAITING: SeenInstance = { id: 'i-1', lifecycle: 'Pending:Wait' };

/** What twelve looks in two minutes say, and those after them. */
function looks(count: number, seen: (look: number) => SeenInstance, isBooting = false): (number | undefined)[] {
  const progress = new FleetProgress();
  return Array.from({ length: count }, (_, look) => progress.hopelessAfter([seen(look)], isBooting)).slice(12);
}

test('a fleet of which nothing has changed for two minutes is hopeless', () => {
  expect(looks(14, () => WAITING)).toEqual([120, 130]);
});

test.each<[string, (look: number) => SeenInstance]>([
  ['a lifecycle event runs, which has a limit of its own', () => ({ ...WAITING, event: { name: 'ValidateService', status: 'InProgress' } })],
  ['an instance drains', () => ({ ...WAITING, lifecycle: 'Terminating:Wait' })],
  ['an event follows the other', (look) => ({ ...WAITING, event: { name: `${look}`, status: 'Succeeded' } })],
  ['one instance follows the other', (look) => ({ ...WAITING, id: `i-${look}` })],
])('is not hopeless while %s', (_why, seen) => {
  expect(looks(200, seen)).toEqual(Array.from({ length: 188 }, () => undefined));
});

test('user data may run for a quarter of an hour', () => {
  const said = looks(92, () => WAITING, true);
  expect(said.slice(0, -2).every((each) => each === undefined)).toBe(true);
  expect(said.slice(-2)).toEqual([900, 910]);
});
