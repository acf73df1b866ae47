import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPTS = join(__dirname, '..', '..', 'scripts');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'build-scripts-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function executable(name: string, ...lines: string[]): string {
  const path = join(directory, name);
  writeFileSync(path, ['#!/bin/bash', ...lines, ''].join('\n'));
  chmodSync(path, 0o755);
  return path;
}

function run(script: string, ...args: string[]) {
  const PATH = `${directory}:${process.env.PATH}`;
  return spawnSync(join(SCRIPTS, script), args, { cwd: directory, encoding: 'utf8', env: { ...process.env, PATH } });
}

describe('in-parallel.sh', () => {
  test('runs its commands at the same time and names their output', () => {
    const pipe = join(directory, 'pipe');
    spawnSync('mkfifo', [pipe]);
    const { status, stdout } = run('in-parallel.sh', executable('first.sh', `echo met >${pipe}`), executable('second.sh', `cat ${pipe}`));
    expect(status).toBe(0);
    expect(stdout).toContain('[second] met');
    expect(stdout).toMatch(/\[first\] ended with status 0 after \d+ s/);
  });

  test('fails with the status and last lines of the first failed command, and stops the others', () => {
    const mark = join(directory, 'ended');
    const pipe = join(directory, 'pipe');
    spawnSync('mkfifo', [pipe]);
    const { status, stderr } = run('in-parallel.sh',
      executable('slow.sh', `trap 'echo yes >${mark}; exit 1' TERM`, `echo ready >${pipe}`, 'sleep 60 & wait'),
      executable('broken.sh', `read -r <${pipe}`, 'echo the reason', 'exit 3'));
    expect(status).toBe(3);
    expect(stderr).toContain('broken failed with status 3; its last lines:\nthe reason\n');
    expect(readFileSync(mark, 'utf8')).toBe('yes\n');
  });
});

describe('npm-ci.sh', () => {
  beforeEach(() => {
    mkdirSync(join(directory, 'app', 'node_modules'), { recursive: true });
    writeFileSync(join(directory, 'app', 'package-lock.json'), '{}');
    writeFileSync(join(directory, 'archive'), '1');
    executable('npm', 'echo "npm $*"');
  });

  test('installs once for a lock file', () => {
    expect(run('npm-ci.sh', 'app').stdout).toMatch(/^npm ci --prefix app /);
    expect(run('npm-ci.sh', 'app').stdout).toBe('app/node_modules is up to date\n');
  });

  test.each(['app/package-lock.json', 'archive'])('installs again when %s has changed', (file) => {
    run('npm-ci.sh', 'app', 'archive');
    writeFileSync(join(directory, file), '{"changed":true}');
    expect(run('npm-ci.sh', 'app', 'archive').stdout).toMatch(/^npm ci /);
  });

  test('fails when npm fails, and installs again the next time', () => {
    executable('npm', 'exit 1');
    expect(run('npm-ci.sh', 'app').status).toBe(1);
    executable('npm', 'echo "npm $*"');
    expect(run('npm-ci.sh', 'app').stdout).toMatch(/^npm ci /);
  });
});
