import { ApprovalDesk, type ApprovalRequest } from '../../src/engine/execution/approval-desk';
import { userName } from '../../src/system/user-name';

const never = new AbortController().signal;
const ignore = () => undefined;
const commit = { id: 'abc', subject: 'change', author: 'someone', date: '', branch: 'main' };
const request = (environment = 'production'): ApprovalRequest => ({ executionId: 'e1', environment, commit, changes: [], diff: '' });

test('an approval waits for a decision', async () => {
  const desk = new ApprovalDesk('ask', ignore);
  const decision = desk.ask(request(), 60_000, never, ignore);
  const [open] = desk.open();
  expect(open).toMatchObject({ environment: 'production', commit });
  expect(desk.decide(open.id, 'Approved', 'looks good')).toEqual({ accepted: true });
  expect(await decision).toEqual({ status: 'Approved', summary: 'looks good', by: userName() });
  expect(desk.open()).toEqual([]);
});

test('refuses a second decision', async () => {
  const desk = new ApprovalDesk('ask', ignore);
  const decision = desk.ask(request(), 60_000, never, ignore);
  const { id } = desk.open()[0];
  desk.decide(id, 'Rejected', 'not today');
  expect(desk.decide(id, 'Approved', 'after all')).toMatchObject({ accepted: false });
  expect(await decision).toMatchObject({ status: 'Rejected' });
});

test('it expires', async () => {
  const desk = new ApprovalDesk('ask', ignore);
  expect(await desk.ask(request(), 5, never, ignore)).toMatchObject({ status: 'Expired' });
});

test('an approval that is open for longer than a timer supports does not expire immediately', async () => {
  jest.useFakeTimers();
  try {
    const desk = new ApprovalDesk('ask', ignore);
    const day = 24 * 60 * 60_000;
    let decided: string | undefined;
    void desk.ask(request(), 60 * day, never, ignore).then(({ status }) => { decided = status; });
    await jest.advanceTimersByTimeAsync(59 * day);
    expect(decided).toBeUndefined();
    await jest.advanceTimersByTimeAsync(day);
    expect(decided).toBe('Expired');
  } finally {
    jest.useRealTimers();
  }
});

test('it ends with its execution', async () => {
  const stop = new AbortController();
  const desk = new ApprovalDesk('ask', ignore);
  const decision = desk.ask(request(), 60_000, stop.signal, ignore);
  stop.abort();
  expect(await decision).toMatchObject({ status: 'Stopped' });
});

test('named environments are approved without asking, others are not', async () => {
  const desk = new ApprovalDesk(new Set(['staging']), ignore);
  const asked = jest.fn();
  expect(await desk.ask(request('staging'), 60_000, never, asked)).toMatchObject({ status: 'Approved' });
  expect(asked).not.toHaveBeenCalled();
  expect(await desk.ask(request('production'), 5, never, asked)).toMatchObject({ status: 'Expired' });
  expect(asked).toHaveBeenCalledTimes(1);
});
