import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';

removeRepositoriesAfterEachTest();

const REQUIREMENTS = { 'requirements.txt': 'flask\ngunicorn\n' };

test.each([
  ['def create_app(config):', 'create_app needs config, but'],
  ['def create_app(config: Config, *, debug=False):', 'create_app needs config, but'],
  ['def create_app(\n    name: str,\n    settings,  # a, b\n    debug=True,\n):', 'create_app needs name, settings, but'],
])('a factory with arguments that nobody gives is reported: %j', (definition, expected) => {
  const [application] = applicationsIn({ ...REQUIREMENTS, 'web.py': `import flask\n${definition}\n    return Flask(__name__)\n` });
  expect(application?.problems).toEqual([expect.stringContaining(`web.py:2: ${expected}`)]);
});

test.each([
  'def create_app():', 'def create_app(config=None):', 'def create_app(config: str = "a") -> Flask:', 'def create_app(*args, **kwargs):',
  'def create_app(\n    config=dict(),\n):',
])('one without is not: %j', (definition) => {
  expect(applicationsIn({ ...REQUIREMENTS, 'web.py': `${definition}\n    return Flask(__name__)\n` })[0]?.problems).toEqual([]);
});

const MAKER = 'def get_application() -> FastAPI:\n    application = FastAPI(debug=True)\n    return application\n';

test.each<[string, Record<string, string>, string]>([
  ['in the same module', { 'app/main.py': `${MAKER}\n\napp = get_application()\n` }, 'app.main:app'],
  ['in another', { 'shop/web.py': MAKER, 'autoapp.py': 'app = get_application(\'a\')\n' }, 'autoapp:app'],
  ['in the one that serves it', { 'web.py': MAKER, 'alone.py': 'a = get_application()\n', 'wsgi.py': 'a = get_application()\n' }, 'wsgi:a'],
  ['only in one for another use', { 'web.py': MAKER, 'celery_worker.py': 'app = get_application()\n' }, '--factory web:get_application'],
  ['nowhere', { 'web.py': MAKER, 'main.py': 'app = get_other()\n' }, '--factory web:get_application'],
  ['of a name that is known, nowhere', { 'a.py': MAKER, 'z.py': 'def create_app():\n    return get_application()\n' }, '--factory z:create_app'],
  ['after the function has ended', { 'web.py': `def other():\n    pass\nif DEBUG:\n    app = FastAPI()\n${MAKER}` }, '--factory web:get_application'],
])('a function makes the application, and is called %s', (_where, files, target) => {
  const [application] = applicationsIn({ 'requirements.txt': 'fastapi\nuvicorn\n', ...files });
  expect(application).toMatchObject({ start: `/usr/local/bin/python -m uvicorn --host \${HOST} --port \${PORT} ${target}`, problems: [] });
});

test.each([
  'def main():\n    app = FastAPI()\n    uvicorn.run(app)\n',
  'async def make():\n    app = FastAPI()\n    return app\n',
  'def make():\n    app = FastAPI()\n    return build(app)\n',
])('a function that does not return the application is none that makes it: %j', (source) => {
  expect(applicationsIn({ 'requirements.txt': 'fastapi\n', 'main.py': source })[0]?.problems).toEqual([
    'no Flask, FastAPI or Django application was found in the source: use --start to set the start command',
  ]);
});

test('a package that makes its application when it is imported needs no arguments', () => {
  const source = 'def create_app(name):\n    app = Flask(name)\n    return app\n\napp = create_app("production")\n';
  const [application] = applicationsIn({ ...REQUIREMENTS, 'app/__init__.py': source, 'seed.py': 'app = create_app("test")' });
  expect(application).toMatchObject({ problems: [], start: expect.stringMatching(/ app:app$/) as string });
});

const DJANGO = {
  'backend/manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")',
  'backend/shop/wsgi.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")',
  'backend/shop/settings.py': 'DEBUG = False',
};

test('a Django project in a folder, with its requirements at the root', () => {
  const [application] = applicationsIn({ 'requirements.txt': 'Django\ngunicorn\n', 'pyproject.toml': '[project]\nname = "shop"\n', ...DJANGO });
  expect(application).toMatchObject({
    directory: '.',
    start: expect.stringContaining(' shop.wsgi:application') as string,
    environment: ['PYTHONPATH=/opt/shop/packages:/opt/shop/backend', 'DJANGO_SETTINGS_MODULE=shop.settings'],
    problems: [],
  });
  expect(application?.build.commands).toEqual(['(PYTHONPATH=packages python3 backend/manage.py check)']);
});

test('a Django project in a folder with its own requirements is the application', () => {
  const [application] = applicationsIn({ 'requirements.txt': 'ruff\n', 'backend/requirements.txt': 'Django\n', ...DJANGO });
  const environment = ['PYTHONPATH=/opt/backend/packages', 'DJANGO_SETTINGS_MODULE=shop.settings'];
  expect(application).toMatchObject({ directory: 'backend', environment });
});
