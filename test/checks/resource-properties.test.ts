import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const LOCAL = join(__dirname, '..', '..', 'local');

test('the table of properties is the one of the aws-cdk-lib that is installed', () => {
  const current = execFileSync(process.execPath, [join(LOCAL, 'resource-properties.mjs'), '--print'], { encoding: 'utf8' });
  expect(readFileSync(join(LOCAL, 'src/checks/assembly/resource-properties.json'), 'utf8')).toBe(current);
});
