import { briefly } from '../../src/cli/run-view/brief';
import { BuildProgress } from '../../src/cli/run-view/build-progress';
import type { Message } from '../../src/messages/message';

const about = { time: '2026-11-24T12:34:56.789Z', level: 'debug', executionId: 'e1', stage: 'Build', action: 'Build' } as const;

function command(phase: string, text: string, more: Partial<Message> = {}): Message {
  return { ...about, code: 'build.command', message: `${phase}: ${text}`, data: { phase, command: text }, ...more };
}

function inPhase(name: string, status = 'IN_PROGRESS'): Message {
  return { ...about, code: 'build.phase', message: `${name}: ${status}`, data: { phase: name, status } };
}

const ENDED: Message = { ...about, code: 'action.ended', message: 'Build: Succeeded' };

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

test('one line shows the phase, the command and for how long it has been running, until the build has ended', () => {
  const progress = new BuildProgress();
  const shown = () => progress.lines().map((line) => line.replace(/ +/g, ' '));
  progress.hear(inPhase('INSTALL'));
  expect(shown()).toEqual([' Build INSTALL 0 s']);
  progress.hear(command('INSTALL', 'npm ci'));
  jest.advanceTimersByTime(59_900);
  expect(shown()).toEqual([' Build INSTALL 59 s npm ci']);
  jest.advanceTimersByTime(598_200);
  expect(shown()).toEqual([' Build INSTALL 10 min 58 s npm ci']);
  progress.hear(inPhase('INSTALL', 'SUCCEEDED'));
  progress.hear(command('BUILD', 'for each in *; do\n  test "$each"\ndone'));
  expect(shown()).toEqual([' Build BUILD 0 s for each in *; do ...']);
  progress.hear(ENDED);
  expect(shown()).toEqual([]);
});

test('builds of different executions and actions have a line each, and what they run cannot control the terminal', () => {
  const progress = new BuildProgress();
  progress.hear(command('BUILD', 'make'));
  progress.hear(command('BUILD', 'migrate \u001b[2J', { stage: 'staging', action: 'Migrate' }));
  progress.hear({ ...about, code: 'image.build', message: 'docker is building the image of Dockerfile', executionId: 'e2' });
  progress.hear(ENDED);
  expect(progress.lines().map((line) => line.replace(/ +/g, ' '))).toEqual([
    ' staging BUILD 0 s migrate \\x1b[2J', ' Build image 0 s docker is building the image of Dockerfile',
  ]);
});

test('where no line can be updated, each command that does something is shown when it begins', () => {
  const messages = [
    command('INSTALL', 'export A=1'), command('INSTALL', 'a'), command('INSTALL', 'b'), command('BUILD', 'c'),
    command('BUILD', 'd', { executionId: 'e2' }),
  ];
  expect(messages.map(briefly({ isUpdated: false }))).toEqual([false, true, true, true, true]);
  expect(messages.map(briefly({ isUpdated: true }))).toEqual([false, false, false, false, false]);
});
