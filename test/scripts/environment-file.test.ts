import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', 'provisioning', 'environment-file.sh');

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'environment-file-'));
  file = join(directory, 'etc', 'environment');
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(...lines: string[]) {
  return spawnSync('bash', [SCRIPT], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      GOSTYLE_ENVIRONMENT_FILE: file,
      GOSTYLE_ENVIRONMENT: lines.join('\n'),
      GOSTYLE_HEALTH_CHECK_PATH: '/health',
    },
  });
}

test('writes the variables and the health check path, readable by root and its group', () => {
  expect(write('PORT=3000', 'HOST=0.0.0.0').status).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe('PORT=3000\nHOST=0.0.0.0\nHEALTH_CHECK_PATH=/health\n');
  expect(statSync(file).mode.toString(8)).toBe('100640');
});

test('does nothing the second time, and prints no value', () => {
  write('TOKEN=secret');
  const first = readFileSync(file, 'utf8');
  const { stdout, stderr } = write('TOKEN=other secret');
  expect(readFileSync(file, 'utf8')).toBe(first);
  expect(stdout + stderr).toBe('');
});

test('keeps the value of a name that the file has', () => {
  write('PORT=3000');
  writeFileSync(file, 'PORT=4000\n');
  write('PORT=3000', 'HOST=0.0.0.0');
  expect(readFileSync(file, 'utf8')).toBe('PORT=4000\nHOST=0.0.0.0\nHEALTH_CHECK_PATH=/health\n');
});

test('quotes what systemd would read as something else', () => {
  write('TEXT=a "b" $c `d` \\e', 'EMPTY=', 'EQUALS=a=b');
  expect(readFileSync(file, 'utf8')).toBe('TEXT="a \\"b\\" \\$c \\`d\\` \\\\e"\nEMPTY=\nEQUALS=a=b\nHEALTH_CHECK_PATH=/health\n');
});

test.each(['no assignment', '1NAME=value', 'A-B=value', '=value'])('refuses the line %p, without its value', (line) => {
  const { status, stderr } = write(line);
  expect(status).toBe(1);
  expect(stderr).toContain('environment: a line must be NAME=value');
  expect(stderr).not.toMatch(/=value\n/);
});
