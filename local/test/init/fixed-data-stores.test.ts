import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';

removeRepositoriesAfterEachTest();

function problems(source: string, dependencies: Record<string, string> = { pg: '8' }): readonly string[] {
  const files = { 'package.json': { scripts: { start: 'node app.js' }, dependencies }, 'app.js': `app.listen(process.env.PORT);\n${source}` };
  return applicationsIn(files)[0]!.problems;
}

const BESIDE = '  user: "postgres",\n  password: "123",\n';

test.each([
  [`module.exports = {\n  HOST: "localhost",\n${BESIDE}};`,
    'app.js:3 connects to a database on the host itself, which has none. Read DATABASE_HOST and'],
  [`const pool = new Pool({\n  host: '127.0.0.1',\n${BESIDE}});`, 'app.js:3 connects to a database on the host itself, which has none'],
  ['new Sequelize("postgres://me:secret@localhost:5432/shop");', 'app.js:2 connects to a database on the host itself, which has none'],
])('a fixed address of a database is named: %j', (source, expected) => {
  expect(problems(source)).toEqual([expect.stringContaining(expected)]);
});

test('one of a cache, too', () => {
  expect(problems('createClient({ url: "redis://localhost:6379" });', { redis: '5' })).toEqual([
    'app.js:2 connects to a cache on the host itself, which has none. Read CACHE_HOST and the like, which `uses` of an environment sets',
  ]);
});

test.each([
  `new Pool({\n  host: process.env.DB_HOST || 'localhost',\n${BESIDE}});`,
  `new Pool({\n  host: process.env.DB_HOST ??\n    'localhost',\n${BESIDE}});`,
  'const url = process.env.DATABASE_URL ?? "postgres://localhost/shop";',
  'const options = {\n  origin: "http://localhost:3000",\n  hostname: "localhost",\n};',
])('a default, or another address, is not: %j', (source) => expect(problems(source)).toEqual([]));

test('nor is one of an application without a database', () => {
  expect(problems(`x({\n  host: 'localhost',\n${BESIDE}});`, { ftp: '1' })).toEqual([]);
});

test('in Python, unless variables replace it', () => {
  const address = 'DB: str = "postgresql+psycopg2://me@localhost/shop"\nREDIS = ""\n';
  const [application] = applicationsIn({
    'requirements.txt': 'flask\ngunicorn\npsycopg2\n',
    'app.py': `app = Flask(__name__)\n${address}`,
    'config.py': `class Settings(BaseSettings):\n    ${address}`,
    'scripts/load.py': address,
  });
  expect(application?.problems).toEqual([expect.stringContaining('app.py:2 connects to a database on the host itself')]);
});
