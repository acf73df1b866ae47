import { spawnSync } from 'node:child_process';
import { program, REPOSITORY } from './program';
import { median, type Row } from '../table';

const RUNS = 9;

/** Commands that people wait for at the keyboard. `node` alone is the baseline. */
export async function measureCommands(): Promise<Row[]> {
  return [
    ['node alone', milliseconds(['-e', '0']), ''],
    ['gostyle --help', milliseconds([program(), '--help']), '< 150 ms'],
    ['gostyle lint, on this repository', milliseconds([program(), 'lint', '--source', REPOSITORY]), '< 500 ms'],
  ];
}

function milliseconds(args: readonly string[]): string {
  const times = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
    return performance.now() - started;
  });
  return `${Math.round(median(times))} ms`;
}
