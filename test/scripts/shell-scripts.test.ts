import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

const REPOSITORY = join(__dirname, '..', '..');
const scripts = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.sh'], { cwd: REPOSITORY, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '');

test.each(scripts.filter((path) => path.startsWith('service/deploy/')))('the hook %s can be executed', (script) => {
  expect(() => accessSync(join(REPOSITORY, script), constants.X_OK)).not.toThrow();
});

test('includes the hooks and the provisioning scripts', () => {
  expect(scripts).toEqual(expect.arrayContaining(['service/deploy/stop.sh', 'provisioning/placeholder.sh']));
});
