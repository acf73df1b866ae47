import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';
import { renamed } from '../../src/init';

removeRepositoriesAfterEachTest();

const SERVER = 'package main\n\nfunc main() { http.ListenAndServe(":"+os.Getenv("PORT"), nil) }\n';

test('another name changes the binary of a Go application, not the folders with the same name', () => {
  const files = { 'go.mod': 'module web\n', 'cmd/web/main.go': SERVER, 'cmd/web/static/a.css': '' };
  const { build, install, start, name } = renamed(applicationsIn(files)[0]!, 'shop');
  expect([name, start, build.commands.at(-1)]).toEqual(['shop', './shop', 'go build -o build/shop ./cmd/web']);
  expect(build.files).toEqual(['build/shop']);
  expect(install).toEqual([{ source: 'build/shop' }]);
});

test('nor the folder of a package, or of a build', () => {
  const files = {
    'package.json': { workspaces: ['apps/*'] },
    'package-lock.json': '{}',
    'apps/web/app.js': '',
    'apps/web/package.json': { name: 'web', scripts: { start: 'node ./web/app.js', build: 'tsc' } },
  };
  const [found] = applicationsIn(files);
  expect(renamed(found!, 'shop')).toEqual({ ...found, name: 'shop' });
});

test('a Python application gets its packages from its new folder', () => {
  const [found] = applicationsIn({ 'web/requirements.txt': 'flask', 'web/app.py': 'app = Flask(__name__)', 'README.md': '' });
  const { environment, install, build } = renamed(found!, 'shop');
  expect(environment).toEqual(['PYTHONPATH=/opt/shop/packages']);
  expect([install, build]).toEqual([found?.install, found?.build]);
});
