import { applicationsIn as found, removeRepositoriesAfterEachTest } from './repositories';
import type { FoundApplication } from '../../src/init';

removeRepositoriesAfterEachTest();

const NODE = '/usr/local/bin/node';
const LISTENS = 'app.listen(process.env.PORT || 8080);';

test.each([
  [{ 'build:prod': 'nest build' }, 'npm run build:prod'],
  [{ 'start:dev': 'nest start' }, 'npx nest build'],
])('a NestJS application without a `build` script is compiled, too: %j', (scripts, expected) => {
  const [application] = found({ 'package.json': { scripts, dependencies: { '@nestjs/core': '^11' } }, 'package-lock.json': '{}' });
  expect(application?.build.commands).toContain(expected);
});

describe('detects an application', () => {
  test.each<[string, Record<string, string | object>, Partial<FoundApplication>]>([
    ['a NestJS application', {
      'package.json': {
        name: '@acme/api',
        scripts: { 'start': 'nest start', 'start:prod': 'node dist/main', 'build': 'nest build' },
        dependencies: { '@nestjs/core': '^11' },
      },
      'package-lock.json': '{}',
      'src/main.ts': 'app.setGlobalPrefix(\'api\');\nawait app.listen(process.env.PORT ?? 4000);',
      'src/health.controller.ts': '@Controller(\'health\')\nexport class HealthController {}',
    }, {
      kind: 'nestjs',
      name: 'api',
      start: `${NODE} dist/main`,
      port: 4000,
      healthCheckPath: '/api/health',
      problems: [],
      notes: [expect.stringContaining('set `app.getHttpServer().keepAliveTimeout = 65_000`')],
    }],
    ['an Express application with a start script', {
      'package.json': { name: 'shop', scripts: { start: 'NODE_ENV=production PORT=1 node ./bin/www' }, dependencies: { express: '^5' } },
      'yarn.lock': '',
      'bin/www': 'var port = normalizePort(process.env.PORT || \'3001\');',
      'app.js': 'app.get(\'/healthz\', (req, res) => res.sendStatus(200));',
    }, { kind: 'nodejs', name: 'shop', start: `${NODE} ./bin/www`, environment: ['NODE_ENV=production'], port: 3001, healthCheckPath: '/healthz' }],
    ['a Fastify application of its own program', {
      'package.json': { name: 'api', scripts: { start: 'fastify start -l info app.js' }, dependencies: { 'fastify-cli': '^7' } },
    }, { start: `${NODE} node_modules/fastify-cli/cli.js start -l info app.js --address \${HOST}`, problems: [] }],
    ['another server beside an application that its framework starts', {
      'package.json': { scripts: { start: 'fastify start app.js' }, dependencies: { 'fastify': '^5', 'fastify-cli': '^7' } },
      'deploy/run.js': 'await fastify.listen({ port: 3000 });\nserver.listen(3001, "localhost");',
    }, { problems: [] }],
    ['a Fastify application, which keeps connections long enough', {
      'package.json': { scripts: { start: 'node app.js' }, dependencies: { fastify: '^5' } },
      'package-lock.json': '{}',
      'app.js': 'app.get("/health", ok);\nawait app.listen({ port: process.env.PORT, host: process.env.HOST });',
    }, { notes: [], problems: [] }],
    ['a server that keeps connections long enough', {
      'package.json': { scripts: { start: 'node app.js' } }, 'app.js': 'on("/health");\nserver.listen(process.env.PORT).keepAliveTimeout = 70e3;',
    }, { notes: [expect.stringContaining('`healthCheckPath`')] }],
    ['a Koa application without scripts', {
      'package.json': { name: 'api', type: 'module', dependencies: { koa: '^3' } }, 'src/index.js': LISTENS,
    }, { kind: 'nodejs', start: `${NODE} src/index.js`, port: 8080 }],
    ['an application with variables in a file that is not committed', {
      'package.json': { scripts: { start: 'node --env-file=.env src/app.js' } },
      '.gitignore': 'node_modules\n.env\n',
      '.env': 'A=1',
      'src/app.js': LISTENS,
    }, { start: `${NODE} src/app.js` }],
    ['an application with variables in a file of its own', {
      'package.json': { scripts: { start: 'node --env-file=.env.production src/app.js' } },
      '.env.production': 'A=1',
      'src/app.js': LISTENS,
    }, { start: `${NODE} --env-file=.env.production src/app.js` }],
    ['a watched application', {
      'package.json': { name: 'api', scripts: { start: 'nodemon --watch src src/app.js' } }, 'src/app.js': LISTENS,
    }, { start: `${NODE} src/app.js` }],
    ['a Go program', {
      'go.mod': 'module example.com/shop/v2\n\ngo 1.24\n',
      'cmd/migrate/main.go': 'package main',
      'cmd/shop/main.go': 'package main\n\nport := os.Getenv("PORT")\nif port == "" {\n\tport = "9000"\n}\n',
      'http.go': 'package shop\n\nmux.HandleFunc("GET /readyz", ready)',
    }, { kind: 'go', name: 'shop', start: './shop', port: 9000, healthCheckPath: '/readyz' }],
    ['a Flask application', {
      'requirements.txt': 'flask==3.1\n', 'app.py': 'app = Flask(__name__)\n@app.route("/ping")\ndef ping(): ...',
    }, {
      kind: 'python',
      healthCheckPath: '/ping',
      start: '/usr/local/bin/python -m gunicorn --bind ${HOST}:${PORT} --workers 2 --worker-tmp-dir /dev/shm app:app',
    }],
    ['a project without `requirements.txt`', {
      'pyproject.toml': '[project]\nname = "web"\ndependencies = ["flask>=3"]\n', 'main.py': 'app = Flask(__name__)',
    }, {
      build: expect.objectContaining({
        install: [
          expect.stringMatching(/^mkdir -p \.cache && python3 -c '.*' pyproject\.toml >\.cache\/requirements\.txt$/),
          'python3 -m pip install --quiet --target packages -r .cache/requirements.txt gunicorn',
        ],
      }) as FoundApplication['build'],
    }],
    ['a Flask application that a function makes', {
      'requirements.txt': 'flask\ngunicorn\n', 'shop/__init__.py': 'def create_app():\n    return Flask(__name__)',
    }, { start: '/usr/local/bin/python -m gunicorn --bind ${HOST}:${PORT} --workers 2 --worker-tmp-dir /dev/shm \'shop:create_app()\'' }],
    ['a FastAPI application', {
      'requirements.txt': 'fastapi\nuvicorn[standard]\n', 'src/shop/main.py': 'app = FastAPI()\n@app.get("/health")\ndef health(): ...',
    }, { healthCheckPath: '/health', start: '/usr/local/bin/python -m uvicorn --host ${HOST} --port ${PORT} shop.main:app' }],
    ['a Django project', {
      'requirements.txt': 'Django>=5\ngunicorn\n',
      'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")',
      'shop/urls.py': 'urlpatterns = [path("health/", health)]',
    }, {
      healthCheckPath: '/health/',
      start: '/usr/local/bin/python -m gunicorn --bind ${HOST}:${PORT} --workers 2 --worker-tmp-dir /dev/shm shop.wsgi:application',
    }],
    ['a Django project with settings for each environment', {
      'requirements.txt': 'Django>=5\ngunicorn\n',
      'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")',
      'config/wsgi.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")',
      'config/settings/local.py': 'ALLOWED_HOSTS = ["*"]',
      'config/settings/production.py': 'ALLOWED_HOSTS = ["example.com"]',
      'config/urls.py': 'urlpatterns = [path("health/", health)]',
    }, {
      environment: expect.arrayContaining(['DJANGO_SETTINGS_MODULE=config.settings.production']) as string[],
      start: expect.stringContaining(' config.wsgi:application') as string,
      notes: [expect.stringMatching(/^config\/settings\/production\.py:1: .* ALLOWED_HOSTS/)],
    }],
  ])('%s', (_what, files, expected) => {
    expect(found(files)).toEqual([expect.objectContaining(expected)]);
  });
});

test.each([
  ['SECRET_KEY = os.environ["SECRET_KEY"]', true],
  ['    raise ImproperlyConfigured("DATABASE_URL")', true],
  ['SECRET_KEY = env("SECRET_KEY")', true],
  ['SECRET_KEY = config("SECRET_KEY", default="x")', false],
  ['SECRET_KEY = os.environ.get("SECRET_KEY", "x")', false],
])('the build checks a Django project, unless its settings need what only hosts have: %s', (line, needs) => {
  const [application] = found({
    'requirements.txt': 'Django\n',
    'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")',
    'shop/settings.py': `DEBUG = False\n${line}\n`,
  });
  expect(application?.build.commands.some((each) => each.includes('manage.py check'))).toBe(!needs);
  expect(application?.notes.some((each) => each.startsWith('shop/settings.py:2 needs something from the environment'))).toBe(needs);
});

test('an application in a folder of a monorepo is found, but the root and libraries are ignored', () => {
  const applications = found({
    'package.json': { private: true, workspaces: ['apps/*', 'packages/*'] },
    'package-lock.json': '{}',
    'packages/log/package.json': { name: '@acme/log' },
    'apps/web/package.json': { name: '@acme/web', scripts: { start: 'node src/server.js', test: 'vitest' } },
    'apps/web/src/server.js': LISTENS,
  });
  expect(applications).toEqual([expect.objectContaining({ directory: 'apps/web', name: 'web', workingDirectory: 'apps/web' })]);
  expect(applications[0]?.build).toMatchObject({
    install: ['npm ci'],
    commands: [
      'npm test --workspace apps/web -- --run --reporter=default --reporter=junit --outputFile.junit=reports/tests.xml',
    ],
    prune: ['npm prune --omit=dev'],
    files: ['apps/web/**/*', 'package.json', 'node_modules/**/*'],
  });
});

test('a folder with its own lock file is built separately', () => {
  const [application] = found({
    'README.md': '',
    'backend/package.json': { name: 'web', scripts: { start: 'node app.js' }, dependencies: { express: '^5' } },
    'backend/package-lock.json': '{}',
    'backend/app.js': LISTENS,
  });
  expect(application).toMatchObject({ directory: 'backend', install: [{ source: 'backend' }] });
  expect(application?.build).toMatchObject({ install: ['npm ci --prefix backend'], prune: ['npm prune --prefix backend --omit=dev'] });
});

test.each([
  ['package-lock.json', '{}', 'npm ci'],
  ['yarn.lock', '# yarn lockfile v1\n', 'npx --yes yarn@1.22.22 install --frozen-lockfile'],
  ['yarn.lock', '__metadata:\n  version: 8\n', 'YARN_NODE_LINKER=node-modules npx --yes @yarnpkg/cli-dist@4 install --immutable'],
  ['pnpm-lock.yaml', 'lockfileVersion: 9\n', 'npx --yes pnpm@10 install --frozen-lockfile --config.node-linker=hoisted'],
])('packages are installed by the package manager of %s (%j)', (name, text, expected) => {
  const [application] = found({ 'package.json': { scripts: { start: 'node a.js' }, dependencies: { a: '1' } }, [name]: text });
  expect(application?.build.install.join('\n')).toContain(expected);
});

describe('an application that ignores PORT', () => {
  test.each([
    ['src/server.js', 'app.listen(3000, () => log("ready"));', 3000, 'Write `app.listen(process.env.PORT ?? 3000, () => log("ready"));`'],
    ['server.ts', 'await fastify.listen({ port: 8080 });', 8080, 'Write `await fastify.listen({ port: Number(process.env.PORT ?? 8080) });`'],
    ['src/index.ts', 'serve({\n  fetch: app.fetch,\n  port: 3000\n}, log);', 3000, 'Write `port: Number(process.env.PORT ?? 3000)`'],
    ['index.js', 'const server = Hapi.server({ port: 4000, host });', 4000,
      'Write `const server = Hapi.server({ port: Number(process.env.PORT ?? 4000)'],
    ['index.js', 'const port = 5000;\napp.listen(port);', 5000, 'Write `const port = process.env.PORT ?? 5000;`'],
  ])('is reported with the line to change: %s', (path, text, port, expected) => {
    const [application] = found({ 'package.json': { scripts: { start: `node ${path}` } }, [path]: text });
    expect(application?.port).toBe(port);
    const line = text.split('\n').findIndex((each) => each.includes(String(port))) + 1;
    expect(application?.problems).toEqual([expect.stringContaining(`${path}:${line} listens on ${port}, whatever PORT says`)]);
    expect(application?.problems[0]).toContain(expected);
  });

  test('is detected in Go, too', () => {
    const [application] = found({ 'go.mod': 'module web', 'main.go': 'package main\n\nfunc main() { http.ListenAndServe(":8080", nil) }' });
    expect(application).toMatchObject({ port: 8080, problems: [expect.stringContaining('main.go:3 listens on 8080')] });
  });

  test('is detected in the default of a flag', () => {
    const [application] = found({
      'go.mod': 'module web\n\ngo 1.19\n',
      'main.go': 'package main\n\nvar addr = flag.String("addr", "localhost:8090", "address to serve")\nhttp.ListenAndServe(*addr, nil)',
    });
    const problems = ['listens on 8090', 'listens on the loopback address'].map((text) => expect.stringContaining(`main.go:3 ${text}`) as string);
    expect(application).toMatchObject({ port: 8090, problems });
    // CodeBuild has no 1.19, but any later version builds it.
    expect(application?.build.runtimes).toEqual({ golang: '1.26' });
  });

  test.each([
    ['const { HOST = \'localhost\', PORT = 3001 } = process.env;\napp.listen(PORT, HOST);', 3001],
    ['const {\n  PORT: port = "4000",\n  HOST,\n} = process.env;\napp.listen(port);', 4000],
    ['const { PORT } = process.env;\napp.listen(PORT || 5000);', 3000],
  ])('is not one that takes PORT out of the environment: %j', (text, port) => {
    const [application] = found({ 'package.json': { scripts: { start: 'node app.js' } }, 'app.js': text });
    expect(application).toMatchObject({ port, problems: [] });
  });

  test('is not detected in tests, comments and libraries', () => {
    const [application] = found({
      'package.json': { scripts: { start: 'node a.js' } },
      'a.js': `// app.listen(3000)\n${LISTENS}`,
      'a.test.js': 'app.listen(3000);',
      'node_modules/b/b.js': 'app.listen(3000);',
    });
    expect(application).toMatchObject({ port: 8080, problems: [] });
  });
});

test('code for browsers is not searched for a health check path', () => {
  const [application] = found({
    'package.json': { name: 'web', scripts: { start: 'node app.js' } },
    'app.js': LISTENS,
    'static/jquery/jquery.min.js': 'a.event.special.ready={setup:a.bindReady,get:"ready"}',
    'lib/vendor.min.js': 'x.get("ping")',
  });
  expect(application!.healthCheckPath).toBe('/');
});

test('a lock file that git ignores does not count', () => {
  const files = {
    'package.json': { name: 'web', scripts: { start: 'node app.js' }, dependencies: { express: '^5' } },
    'app.js': LISTENS,
    'package-lock.json': '{}',
  };
  expect(found({ ...files, '.gitignore': 'node_modules\npackage-lock.json\n' })[0]!.build.install).toEqual(['npm install']);
});

test('tests write reports where CodeBuild reads them', () => {
  const [application] = found({
    'package.json': { scripts: { start: 'node a.js', test: 'jest' }, devDependencies: { jest: '^30' } }, 'package-lock.json': '{}',
  });
  expect(application?.build).toMatchObject({
    install: ['npm ci', 'npm install --no-save --no-audit --no-fund jest-junit@16'],
    report: { file: 'reports/tests.xml', format: 'JUNITXML' },
  });
});

test('the placeholder test of npm init does not count', () => {
  const [application] = found({ 'package.json': { scripts: { start: 'node a.js', test: 'echo "Error: no test specified" && exit 1' } } });
  expect(application?.build.commands).toEqual([]);
});

test('nothing is found in an empty repository', () => {
  expect(found({ 'README.md': 'hello' })).toEqual([]);
});

describe('programs of a Go module in folders without a go.mod of their own', () => {
  const MODULE = { 'go.mod': 'module example.com/shop\n\ngo 1.25\n', 'internal/store/store.go': 'package store' };
  const server = (port: number) => `package main\n\nport := os.Getenv("PORT")\nif port == "" {\n\tport = "${port}"\n}\n`
    + 'http.ListenAndServe(":"+port, nil)\n';

  test('each program that serves requests is an application, built from its module', () => {
    const applications = found({
      ...MODULE,
      'services/api/main.go': server(8081),
      'services/api/templates/index.html': '<p>',
      'services/web/main.go': server(8082),
      'services/web/web_test.go': 'package main',
      'services/report/main.go': 'package main\n\nfunc main() {}\n',
      'tools/gen/main.go': server(1),
    });
    expect(applications.map(({ name, directory, port, problems }) => ({ name, directory, port, problems }))).toEqual([
      { name: 'api', directory: 'services/api', port: 8081, problems: [] },
      { name: 'web', directory: 'services/web', port: 8082, problems: [] },
    ]);
    expect(applications[0]!.build).toMatchObject({
      runtimes: { golang: '1.25' },
      commands: ['mkdir -p reports', expect.stringContaining('./...'), 'go build -o build/api ./services/api'],
      files: ['build/api', 'services/api/templates/**/*'],
    });
    expect(applications[0]!.install).toEqual([{ source: 'build/api' }, { source: 'services/api/templates', below: 'templates' }]);
  });

  test('folders that strings in the source name belong to the revision, unless they hold only Go or are written by builds', () => {
    const [application] = found({
      ...MODULE,
      'main.go': `import (\n\t"docs/swagger"\n)\n${server(8081)}`
        + 'router.LoadHTMLGlob("resources/*.html")\nrouter.Static("/files", "./data")\nos.ReadFile(`lang/de.json`)\n'
        + 'log.Print("internal/store", "build/x")\n',
      'resources/index.html': '',
      'data/a.txt': '',
      'lang/de.json': '',
      'docs/swagger/index.md': '',
      'build/x': '',
      'other/b.txt': '',
    });
    expect(application!.install).toEqual([
      { source: 'build/shop' }, ...['resources', 'data', 'lang'].map((folder) => ({ source: folder, below: folder })),
    ]);
  });

  test('in a module that is a folder itself', () => {
    const [application] = found({ 'backend/go.mod': 'module shop\n', 'backend/apps/api/main.go': server(8081), 'README.md': '' });
    expect(application).toMatchObject({ name: 'api', directory: 'backend/apps/api', start: './api' });
    expect(application!.build.commands.at(-1)).toBe('go -C backend build -o build/api ./apps/api');
    expect(application!.build.files).toEqual(['backend/build/api']);
  });

  test('a program at the root or in cmd/ is the application, whatever else the module contains', () => {
    expect(found({ ...MODULE, 'cmd/shop/main.go': server(8080), 'extra/main.go': server(1) })).toMatchObject([{ name: 'shop', directory: '.' }]);
  });

  test('of several modules with programs, those that serve requests', () => {
    expect(found({
      'go.mod': 'module example.com\n',
      'hello/go.mod': 'module example.com/hello\n',
      'hello/hello.go': 'package main\n\nfunc main() { fmt.Println("hello") }\n',
      'helloserver/go.mod': 'module example.com/helloserver\n',
      'helloserver/server.go': server(8080),
    })).toMatchObject([{ name: 'helloserver', directory: 'helloserver' }]);
  });

  test('a module without a program is reported', () => {
    expect(found(MODULE)).toMatchObject([{ directory: '.', problems: [expect.stringContaining('has no package main')] }]);
  });
});

test.each([['1.21', '1.21'], ['1.26', '1.26'], ['1.26.3', '1.26'], ['1.99', '1.26'], ['1.13', '1.26']])(
  'a Go module of version %s is built with %s, of the versions that CodeBuild has', (wanted, expected) => {
    const [application] = found({ 'go.mod': `module web\n\ngo ${wanted}\n`, 'main.go': 'package main' });
    expect(application?.build.runtimes).toEqual({ golang: expected });
  });
