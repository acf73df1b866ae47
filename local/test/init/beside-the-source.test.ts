import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { command } from '../../src/cli/init';
import { runCommandLine, type CommandOutcome } from '../cli/run-command';

let directory: string;

beforeAll(() => Object.assign(globalThis, { PACKAGE_VERSION: '1.2.3' }));
afterAll(() => Reflect.deleteProperty(globalThis, 'PACKAGE_VERSION'));
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'gostyle-beside-test-')); });
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function saidAll(files: Record<string, string>, ...options: string[]): Promise<CommandOutcome> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return runCommandLine(command(), [directory, '--yes', '--dry-run', ...options]);
}

async function said(files: Record<string, string>, ...options: string[]): Promise<string[]> {
  const { stdout } = await saidAll(files, ...options);
  return stdout.split('\n').filter((line) => /^(To do|Note): /.test(line));
}

const NODE = {
  'package.json': '{ "name": "web", "scripts": { "start": "node app.js" } }',
  'app.js': 'server.keepAliveTimeout = 1;\napp.get("/health", ok);\napp.listen(process.env.PORT);\n',
};
const reads = (source: string) => ({ ...NODE, 'src/config.js': source });
const go = (source: string) => ({ 'go.mod': 'module web\n', 'main.go': `package main\n\n${source}\n` });
const python = (source: string) => ({ 'requirements.txt': 'flask\n', 'app.py': `app = Flask(__name__)\n@app.get("/health")\n${source}\n` });

describe('a Procfile', () => {
  test('names what init leaves out: the release command, steps before the server, other processes', async () => {
    const processes = ['# web: a && b', 'release: npx prisma migrate', 'web: cd . && npm run migrate; a; node . # it\'s', 'worker: node worker.js'];
    const lines = await said({ ...NODE, Procfile: processes.join('\n') });
    expect(lines).toEqual([
      'Note: Procfile:2: the release command is left out: `beforeDeployment: Command.run(\'node node_modules/prisma/build/index.js '
      + 'migrate\')` of an environment runs it '
      + 'once for a deployment, before the revision serves (not with Lambda); it must be safe to run again.',
      'Note: Procfile:3: `npm run migrate && a`, which runs before the server, is left out. If it prepares a database, `beforeDeployment: '
      + 'Command.run(\'npm run migrate && a\')` of an environment runs it once for a deployment (not with Lambda); if it builds, add it to '
      + 'buildspec.yml.',
      'Note: Procfile:4: `worker` (`node worker.js`) is left out: hosts start the web process only.',
    ]);
  });

  test('in the folder of the application names commands for the root of the revision, and one at the root is there already', async () => {
    const backend = { 'backend/requirements.txt': 'flask\n', 'backend/app.py': 'app = Flask(__name__)\n@app.get("/health")\n' };
    const release = 'release: python manage.py migrate';
    const lines = async (path: string) => (await said({ ...backend, [path]: release })).filter((line) => line.includes('release'));
    expect(await lines('backend/Procfile')).toEqual([expect.stringContaining('Command.run(\'cd backend && python manage.py migrate\')')]);
    rmSync(join(directory, 'backend/Procfile'));
    expect(await lines('Procfile')).toEqual([expect.stringContaining('Command.run(\'python manage.py migrate\')')]);
  });

  test('of any length has one note for each process', async () => {
    const [line, ...others] = await said({ ...NODE, Procfile: `web: ${'a && '.repeat(200)}b` });
    expect([line!.length < 400, line, others]).toEqual([true, expect.stringContaining('`beforeDeployment: Command.run(...)`'), []]);
  });

  test.each(['web: node app.js', 'web: node "app.js', ''])('without any of these is not mentioned: %j', async (Procfile) => {
    expect(await said({ ...NODE, Procfile })).toEqual([]);
  });
});

describe('variables that an example of .env names', () => {
  const named = (lines: readonly string[]) => lines.flatMap((line) => /has no default: (.*?)\. Hosts get no/.exec(line)?.[1] ?? []);

  test('are listed once, without their values, with where to write them', async () => {
    const lines = await said({
      ...reads('export const key = process.env.STRIPE_KEY, url = process.env.DATABASE_URL;'),
      '.env.example': '# OLD=1\nexport STRIPE_KEY="sk_live_secret"\nDATABASE_URL = postgres://u:p@h\nPORT=3000\nNODE_ENV=x\nAWS_PROFILE=\n',
    });
    expect(lines).toEqual([
      'To do: .env.example names variables for which the source has no default: STRIPE_KEY, DATABASE_URL. Hosts get no .env file: write what the '
      + 'application needs into `environmentVariables` of the application or of an environment in the CDK app, and what is secret into its `uses`, '
      + 'as in `Secret.fromSecretsManager({ STRIPE_KEY: \'...\' })`.',
    ]);
    expect(lines.join()).not.toMatch(/sk_live|postgres:/);
  });

  test.each([
    reads('const a = process.env.A'),
    reads('if (!process.env.A) {\n  throw new Error("A is missing");\n}'), reads('const { A, B = 1 } = process.env;'),
    reads('S.object().prop("A", S.string().required())'), reads('const schema = z.object({ A: z.string() });'),
    reads('config.getOrThrow("A", { infer: true })'), reads('const properties = {\n  A: {\n    type: "string"\n  },\n  B: {\n    default: 1\n  }\n}'),
    reads('@IsString()\nA: string;'), reads('get("OTHER")'), python('a = os.environ["A"]'), python('a = os.environ.get("A")'),
    python('class Settings(BaseSettings):\n    a: str'), python('A = os.environ["A"]'),
    go('port := os.Getenv("PORT")\na := os.Getenv("A")\nif a == "" {\n\tlog.Fatal("A")\n}\nmux.HandleFunc("GET /health", ok)'),
    go('port := os.Getenv("PORT")\nvar a = os.Getenv("A")\nmux.HandleFunc("GET /health", ok)'),
    { ...NODE, 'prisma/schema.prisma': 'url = env("A")' },
  ])('without a default are listed: %j', async (files) => {
    const lines = await said({ ...files, '.env.sample': 'A=' });
    expect(lines).toEqual([expect.stringContaining('.env.sample names a variable for which the source has no default: A. ')]);
  });

  test.each<[Record<string, string>, string?]>([
    [reads('const a = process.env.A ?? "x"')], [reads('const a = process.env["A"] || "x"')], [reads('const { A = "x", B } = process.env;')],
    [reads('if (process.env.A) {\n  log();\n}')], [reads('const on = process.env.A === "true"')], [reads('const a = process.env.A ? 1 : 2')],
    [reads('config.get("A", "x")')],
    [reads('const schema = z.object({\n  A: z\n    .string()\n    .default("x"),\n});')], [reads('A: z.string().optional()')],
    [reads('const properties = {\n  A: {\n    type: "string",\n    default: "x"\n  }\n}')],
    [reads('@IsOptional()\n@IsString()\nA: string;')],
    [python('a = os.environ.get("A", "x")')], [python('a = os.getenv("A") or "x"')], [python('class Settings(BaseSettings):\n    a: str = "x"')],
    [go('port := os.Getenv("PORT")\na := os.Getenv("A")\nif a == "" {\n\ta = "x"\n}\nmux.HandleFunc("GET /health", ok)')],
    [python('A = config("A", default="x")')], [{ ...reads('const a = process.env.A'), '.env': 'A=x' }],
    [reads('// process.env.A'), 'A=x'], [{ ...NODE, 'test/a.test.js': 'process.env.A' }, 'A=x'], [NODE, '#A='],
  ])('with a default, optional, committed or of another program are not: %j', async (files, example = 'A=') => {
    expect(named(await said({ ...files, '.env.dist': example }))).toEqual([]);
  });

  test('count in the application\'s folder, or at the root if the application reads them', async () => {
    const files = Object.fromEntries(Object.entries(reads('const a = process.env.A')).map(([path, text]) => [`api/${path}`, text]));
    expect(await said({ ...files, '.env.example': 'A=\nOF_ANOTHER=\n' })).toEqual([expect.stringContaining('has no default: A. ')]);
  });

  test('are listed up to a bound', async () => {
    const example = Array.from({ length: 40 }, (_, index) => `NAME_${index}=`).join('\n');
    const { stdout } = await saidAll({ ...NODE, '.env.template': example });
    expect(stdout).toContain('no default:\n  NAME_0, NAME_1, NAME_2, NAME_3, NAME_4,\n  NAME_5, ');
    expect(stdout).toContain('\n  NAME_25, NAME_26, NAME_27, NAME_28, NAME_29,\n  and 10 more.\nHosts get no .env file');
  });

  const tested = { ...reads('const a = process.env.A'), '.env.example': 'A=' };
  const scripts = (test: string) => ({ 'package.json': `{ "name": "web", "scripts": { "start": "node app.js", "test": "${test}" } }` });
  test.each([['jest', true], ['node --test', true], ['make check', true], ['echo \\"Error: no test specified\\" && exit 1', false]])(
    'may be needed by the tests that the build runs: %s', async (script, expected) => {
      const [line = ''] = await said({ ...tested, ...scripts(script) });
      expect(line.endsWith('The tests of the build may need them, too: give them values for tests in `env: variables:` of buildspec.yml.'))
        .toBe(expected);
    });

  const used = 'log({ level: env.A || "x" });\n';
  test.each<[string, boolean]>([
    ['z.object({ A: z.enum(["a", "b"]) })', true], ['z.object({\n  A: z\n    .string(),\n})', true],
    ['z.object({\n  A:\n    z.string(),\n})', true],
    ['cleanEnv(process.env, { A: str() })', true], ['Joi.object({ A: Joi.string().required() })', true],
    ['z.object({ A: z.string().default("a") })', false], ['cleanEnv(process.env, { A: str({ default: "a" }) })', false],
    ['z.object({ B: z.string() })', false],
  ])('are as the schema says, whatever other files make of them: %j', async (schema, isNamed) => {
    const lines = await said({ ...NODE, 'src/env.js': schema, 'src/log.js': used, '.env.example': 'A=' });
    expect(named(lines)).toEqual(isNamed ? ['A'] : []);
  });
});

describe('a port in a schema', () => {
  const { 'app.js': app } = NODE;
  const at = (schema: string) => ({ ...NODE, 'app.js': app.replace('process.env.PORT', 'env.PORT'), 'src/env.js': schema });
  test.each([
    'z.object({\n  PORT: z.coerce.number().default(9999),\n})', 'z.object({ A: z.string(), PORT: z.coerce.number().default(9999), B: z.string() })',
    'z.object({\n  PORT: z\n    .coerce.number()\n    .default(9999),\n})', 'cleanEnv(process.env, { PORT: port({ default: 9999 }) })',
    'cleanEnv(process.env, {\n  PORT: port({\n    desc: "x",\n    default: 9999,\n  }),\n})', 'Joi.object({ PORT: Joi.number().default(9999) })',
  ])('is its default: %j', async (schema) => {
    expect((await saidAll(at(schema))).stdout).toContain('; port 9999, health check');
  });

  test.each([
    'z.object({ PORT: z.coerce.number(), B: z.number().default(9999) })',
    'z.object({\n  PORT: z.coerce.number(),\n  B: z.number().default(9999),\n})',
  ])('is not that of another variable: %j', async (schema) => {
    expect((await saidAll(at(schema))).stdout).toContain('; port 3000, health check');
  });
});

describe('a port in a configuration file', () => {
  const listens = (text: string) => ({ ...NODE, 'app.js': NODE['app.js'].replace('process.env.PORT', text) });
  const config = listens('config.get("server.port")');
  const ignored = async (files: Record<string, string>, ...options: string[]) => (await said(files, ...options)).flatMap((line) => (
    /^To do: (\S+) listens on (\w+), whatever PORT says/.exec(line)?.slice(1).join(' ') ?? []));

  test.each([
    [{ ...config, 'config/default.json': '{\n  "server": {\n    "port": 8080\n  },\n  "db": { "port": 5432 }\n}\n' }, 'config/default.json:3 8080'],
    [{ ...config, 'config/default.json': '{"db":{"port":5432},"server":{"port":"8080"}}' }, 'config/default.json:6 8080'],
    [{ ...config, 'config/default.yml': 'db:\n  port: 5432\nserver:\n  host: x\n  port: 8080 # here\n' }, 'config/default.yml:5 8080'],
    [{ ...listens('settings.port'), 'settings.toml': '[db]\nport = 5432\n[server]\nport = 8080\n' }, 'settings.toml:4 8080'],
    [{ ...listens('require("./config.json").port'), 'config.json': '{ "port": 8080 }' }, 'config.json:2 8080'],
    [{ ...listens('port'), 'a.js': 'const { port } = require("./config.json");', 'config.json': '{\n"port": 8080\n}' }, 'config.json:2 8080'],
    [{ ...config, 'config/production.json': '{\n"port": 8081\n}', 'config/default.json': '{\n"port": 8080\n}' }, 'config/production.json:2 8081'],
    [{ ...go('http.ListenAndServe(fmt.Sprintf(":%d", viper.GetInt("port")), nil)'), 'config.yaml': 'port: 8080' }, 'config.yaml:1 8080'],
    [{ ...NODE, 'env.js': 'dotenv.config({ override: true });', '.env': 'A=1\nPORT=4000\n' }, '.env:2 4000'],
    [listens('process.env.APP_PORT || 4000'), 'app.js:3 APP_PORT'],
    [go('http.ListenAndServe(":"+os.Getenv("SERVER_PORT"), nil)'), 'main.go:3 SERVER_PORT'],
  ])('that PORT does not change is reported: %j', async (files, expected) => {
    expect(await ignored(files)).toEqual([expected]);
  });

  const file = { 'config/default.json': '{ "port": 8080 }' };
  test.each<Record<string, string>>([
    { ...NODE, ...file }, { ...config, ...file, 'config/custom-environment-variables.json': '{ "server": { "port": "PORT" } }' },
    { ...config, ...file, 'a.js': 'convict({ port: { env: "PORT" } })' }, { ...config, 'config/default.json': '{ "db": { "port": 5432 } }' },
    { ...config, 'config/default.yml': 'db:\n  server:\n    port: 5432\n' }, { ...config, 'config/test.json': '{ "port": 8080 }' },
    { ...NODE, 'env.js': 'dotenv.config();', '.env': 'PORT=4000' },
    { ...NODE, 'env.js': 'dotenv.config({ override: true });', '.env': 'PORT=4000', '.gitignore': '.env' },
    listens('process.env.APP_PORT || process.env.PORT'), { ...NODE, 'db.js': 'connect(process.env.DB_PORT)' },
    listens('options, "http://api:" + process.env.API_PORT'),
    { ...go('viper.AutomaticEnv()\nrun(viper.GetInt("port"))'), 'config.yaml': 'port: 8080' },
  ])('is not if PORT may, or if it is another one: %j', async (files) => {
    expect(await ignored(files)).toEqual([]);
  });

  const spring = { 'pom.xml': '<artifactId>spring-boot-starter-web</artifactId>' };
  const properties = 'src/main/resources/application.properties';
  const java = ['--kind', 'custom', '--start', 'java -jar web.jar'];
  test.each([
    [{ ...spring, [properties]: 'server.port=9090\n' }, `${properties}:1 listens on 9090`],
    [{ ...spring, 'src/main/resources/application.yml': 'server:\n  port: 9090\n' }, 'src/main/resources/application.yml:2 listens on 9090'],
    [spring, `Spring Boot, without a setting in ${properties}, listens on 8080`],
  ])('of Spring Boot counts, too: %j', async (files, expected) => {
    const told = `To do: ${expected}, whatever PORT says. Set \`server.port\` to \`\${PORT:`;
    expect(await said(files, ...java)).toContainEqual(expect.stringContaining(told));
  });

  const fine = [{ ...spring, [properties]: 'server.port=${PORT:9090}' }, { 'pom.xml': '<artifactId>quarkus</artifactId>' }];
  test.each(fine)('is none in %j', async (files) => {
    expect((await said(files, ...java)).join()).not.toContain('whatever PORT says');
  });
});
