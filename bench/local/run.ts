import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, REPOSITORY } from './program';
import { median, type Row } from '../table';

const ENVIRONMENTS = ['staging', 'production'].map((name) => ({ name, instances: 3 }));
const RUNS = 5;
const OUTPUT_LIMIT = 256 * 1024 * 1024;

interface Summary {
  readonly status: string;
  readonly seconds: number;
  readonly stages: readonly { readonly name: string; readonly seconds: number }[];
}

/** A whole run of two environments with three instances each: from scratch, then with a new commit that is rolled out to them. */
export async function measureRun(): Promise<Row[]> {
  const first: number[] = [];
  const next: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const directory = makeApp();
    try {
      first.push(besideTheBuild(directory));
      commit(directory, 'the next commit');
      next.push(besideTheBuild(directory));
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  return [
    ['first run without its build, 2 environments with 3 instances each', seconds(first), '<= 5 s'],
    ['next commit without its build, the same environments', seconds(next), '<= 5 s'],
  ];
}

function seconds(times: readonly number[]): string {
  return `${median(times).toFixed(2)} s (${Math.min(...times).toFixed(2)} to ${Math.max(...times).toFixed(2)})`;
}

/** The time of the whole process, minus that of the Build stage. */
function besideTheBuild(directory: string): number {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [program(), 'run', '--once', '--approve', 'all', '--port', '0', '--json'], {
    cwd: directory, encoding: 'utf8', maxBuffer: OUTPUT_LIMIT,
  });
  const took = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`the run failed: ${stderr.slice(-2000)}`);
  const { stages } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Summary;
  return took - (stages.find(({ name }) => name === 'Build')?.seconds ?? 0);
}

/** The small application of the runner's own tests, whose build does almost nothing. */
function makeApp(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-bench-run-'));
  cpSync(join(REPOSITORY, 'local/test/engine/web-app'), directory, { recursive: true });
  writeFileSync(join(directory, '.gitignore'), '.gostyle/\n');
  writeFileSync(join(directory, 'infrastructure/settings.json'), JSON.stringify({ executionMode: 'QUEUED', environments: ENVIRONMENTS }));
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: directory });
  commit(directory, 'the first commit');
  return directory;
}

function commit(directory: string, subject: string): void {
  const git = (...args: readonly string[]) => execFileSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', ...args],
    { cwd: directory });
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', subject);
}
