import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { check } from '../../src/checks/check';
import { command } from '../../src/cli/init';
import { KINDS, LANGUAGES } from '../../src/init';
import { runCommandLine, type CommandOutcome } from '../cli/run-command';

const SERVER = 'const port = process.env.PORT || 3000;\napp.get(\'/health\', ok);\napp.listen(port);\n';
const APPLICATION = {
  'package.json': '{ "name": "web", "scripts": { "start": "node src/server.js" }, "dependencies": { "express": "^5" } }',
  'package-lock.json': '{}',
  'src/server.js': SERVER,
};
let directory: string;

beforeAll(() => Object.assign(globalThis, { PACKAGE_VERSION: '1.2.3' }));
afterAll(() => Reflect.deleteProperty(globalThis, 'PACKAGE_VERSION'));
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'gostyle-init-test-')); });
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function put(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

function read(path: string): string {
  return readFileSync(join(directory, path), 'utf8');
}

function init(...options: string[]): Promise<CommandOutcome> {
  return runCommandLine(command(), [directory, ...options]);
}

/** The repository after `npm install`. */
function findings(): unknown {
  put({ 'infrastructure/package-lock.json': '{}' });
  return check({ version: 1, source: { directory, artifacts: ['Application', 'Infrastructure'], revision: 'Application' } }).findings;
}

describe('in a repository with an application', () => {
  test('writes what it needs, without findings, and prints the next steps', async () => {
    put(APPLICATION);
    const { stdout, exitStatus } = await init('--yes', '--owner', 'me', '--repository', 'web');
    expect(exitStatus).toBe(0);
    expect(findings()).toEqual([]);
    expect(read('deploy/web.service')).toContain('ExecStart=/usr/local/bin/node src/server.js\n');
    expect(read('infrastructure/app.ts')).toContain('Application.nodeJs({ port: 3000, healthCheckPath: \'/health\' })');
    expect(JSON.parse(read('infrastructure/package.json'))).toMatchObject({ dependencies: { 'gostyle-web-pipeline': '^1.2.3' } });
    expect(stdout.match(/^ {2}(npm|git|npx) .*/gm)).toEqual([
      '  npm install --prefix infrastructure',
      '  git init --initial-branch=main && git add --all && git commit --message "feat: a pipeline"',
      '  npm start --prefix infrastructure',
      '  npm run gostyle --prefix infrastructure -- status',
    ]);
    // The registry's package `gostyle` is somebody else's.
    expect(JSON.parse(read('infrastructure/package.json'))).toMatchObject({ scripts: { gostyle: 'gostyle' } });
  });

  test('with a CDK app in the same package.json: installs once, prunes after synthesis, and leaves the app unchanged', async () => {
    const devDependencies = { 'aws-cdk-lib': '^2.263.0', 'gostyle-web-pipeline': '^1.0.0' };
    const packageJson = JSON.stringify({ ...JSON.parse(APPLICATION['package.json']) as object, devDependencies });
    put({ ...APPLICATION, 'package.json': packageJson, 'cdk.json': '{ "app": "npx tsx cdk.ts" }', 'cdk.ts': '' });
    const { stdout } = await init('--yes');
    expect(existsSync(join(directory, 'infrastructure'))).toBe(false);
    const commands = [...read('buildspec.yml').matchAll(/^ {6}- (npm|npx|install) (.*)/gm)].map(([, program, rest]) => `${program} ${rest}`);
    expect(commands).toEqual([
      'npm ci',
      'install -m 755 node_modules/gostyle-web-pipeline/provisioning/hooks/service.sh deploy/hook.sh',
      'npx cdk synth --quiet',
      'npm prune --omit=dev',
    ]);
    expect(read('buildspec.yml')).toMatch(/exclude-paths:\n\s+- cdk\.out\/\*\*\/\*\n[^]*base-directory: cdk\.out\n/);
    expect(read('.gitignore')).toContain('\n/cdk.out/\n/.gostyle/\n');
    expect(read('.github/workflows/gostyle.yml')).toContain('- run: npx cdk synth --quiet\n      - run: npx gostyle lint --format github\n');
    expect(stdout).toContain('\n  npx gostyle run\n');
    expect(stdout).not.toContain('npm install');
  });

  test('explains how to move CDK packages that would be installed on every host', async () => {
    const dependencies = { 'express': '^5', 'aws-cdk-lib': '^2.263.0', 'gostyle-web-pipeline': '^1.0.0' };
    const packageJson = JSON.stringify({ name: 'web', scripts: { start: 'node src/server.js' }, dependencies });
    put({ ...APPLICATION, 'package.json': packageJson, 'cdk.json': '{}' });
    expect((await init('--yes')).stdout).toContain('`npm install --save-dev aws-cdk-lib gostyle-web-pipeline` moves them.');
  });

  test('a second time changes nothing, and only restores what is missing', async () => {
    put(APPLICATION);
    await init('--yes');
    put({ 'buildspec.yml': 'version: 0.2\n# mine\n' });
    rmSync(join(directory, 'appspec.yml'));
    const { stdout } = await init('--yes');
    expect(read('buildspec.yml')).toBe('version: 0.2\n# mine\n');
    expect(stdout.match(/^ {2}(writes|adds to) .*/gm)).toEqual(['  writes   appspec.yml']);
    expect(stdout).toContain('  keeps (differs) buildspec.yml');
    expect(existsSync(join(directory, 'appspec.yml'))).toBe(true);
  });

  test('from the folder of its CDK app, it means the repository', async () => {
    put(APPLICATION);
    execFileSync('git', ['init', '-q', directory]);
    await init('--yes');
    const { stdout } = await runCommandLine(command(), [join(directory, 'infrastructure'), '--yes']);
    expect(stdout).toContain('Found a Node.js application, web');
    expect(existsSync(join(directory, 'infrastructure/infrastructure'))).toBe(false);
  });

  test('a dry run writes nothing', async () => {
    put(APPLICATION);
    const { stdout } = await init('--dry-run');
    expect(stdout).toContain('writes   buildspec.yml');
    expect(existsSync(join(directory, 'buildspec.yml'))).toBe(false);
  });

  test('does not add existing entries to .gitignore again', async () => {
    put({ ...APPLICATION, '.gitignore': '# mine\nnode_modules' });
    await init('--yes');
    expect(read('.gitignore')).toMatch(/^# mine\nnode_modules\n\/infrastructure\/cdk.out\/\n/);
    expect(read('.gitignore').match(/node_modules/g)).toHaveLength(1);
  });

  test('the lock file of the CDK app is kept even if lock files are ignored', async () => {
    put({ ...APPLICATION, '.gitignore': 'package-lock.json\n' });
    await init('--yes');
    expect(read('.gitignore')).toContain('\n!/infrastructure/package-lock.json\n');
    const { stdout } = await init('--yes');
    expect(stdout).not.toContain('adds to');
  });

  test.each([
    ['{ "extends": "./tsconfig.json", "exclude": ["node_modules", "dist"] }', '"exclude": ["infrastructure", "node_modules", "dist"]'],
    ['{\n  // kept\n  "compilerOptions": {}\n}\n', '// kept\n  "compilerOptions": {},\n  "exclude": ["infrastructure"'],
  ])('the application\'s compiler excludes the CDK app: %j', async (text, expected) => {
    put({ ...APPLICATION, 'tsconfig.build.json': text });
    await init('--yes');
    expect(read('tsconfig.build.json')).toContain(expected);
  });

  test('does not change an existing CDK app', async () => {
    put({ ...APPLICATION, 'infrastructure/cdk.json': '{ "app": "node app.js" }' });
    const { stdout } = await init('--yes');
    expect(stdout).not.toContain('infrastructure/app.ts');
    expect(existsSync(join(directory, 'infrastructure/package.json'))).toBe(false);
  });

  test('a given name is used in the unit, the folder and the CDK app', async () => {
    put(APPLICATION);
    await init('--yes', '--name', 'shop');
    expect(read('appspec.yml')).toContain('destination: /opt/shop\n');
    expect(read('deploy/shop.service')).toContain('WorkingDirectory=/opt/shop\n');
    expect(read('infrastructure/app.ts')).toContain('new GoStyleWebPipeline(stack, \'Shop\'');
  });

  test('takes the owner and the repository from the remote, and the branch from the checkout', async () => {
    put(APPLICATION);
    const git = (...args: string[]) => execFileSync('git', ['-C', directory, ...args]);
    git('init', '--quiet', '--initial-branch=trunk');
    git('remote', 'add', 'origin', 'git@github.com:acme/shop.git');
    const { stdout } = await init('--yes');
    expect(read('infrastructure/app.ts')).toMatch(/owner: 'acme',\n\s+repository: 'shop',\n\s+branch: 'trunk',/);
    expect(stdout).toContain('  git add --all && git commit');
  });

  test.each([['www.example.com', 'example.com'], ['shop.example.co.uk', 'example.co.uk'], ['api.t.co', 't.co'], ['example.com', 'example.com']])(
    'the domain %s is used for production, and the next steps name its zone', async (domain, zone) => {
      put(APPLICATION);
      const { stdout } = await init('--yes', '--domain', domain);
      expect(read('infrastructure/app.ts')).toContain(`zoneName: '${zone}'`);
      expect(stdout).toContain(`write the \`hostedZoneId\` of ${zone} into the CDK app`);
    });

  test('the environments are written out, so that an option of one leaves the other and the approval', async () => {
    put(APPLICATION);
    await init('--yes');
    expect(read('infrastructure/app.ts')).toMatch(/named\('staging'\),\n\s+Environment.named\('production', \{\n\s+approval: Approval.manual\(\),\n/);
  });

  test('a second unit is refused, because the hook starts the only one', async () => {
    put(APPLICATION);
    await init('--yes');
    const { stderr, exitStatus } = await init('--yes', '--name', 'shop');
    expect(stderr).toContain('deploy/web.service is there already, and the hook in that folder starts the only unit beside it');
    expect([exitStatus, readdirSync(join(directory, 'deploy'))]).toEqual([2, ['web.service']]);
  });

  test('a folder called reports may be the application\'s: only the report of its tests is left out', async () => {
    put(APPLICATION);
    await init('--yes');
    expect(read('buildspec.yml')).not.toContain('reports/');
    rmSync(join(directory, 'buildspec.yml'));
    put({ 'package.json': '{ "name": "web", "scripts": { "start": "node src/server.js", "test": "node --test" } }' });
    await init('--yes');
    expect(read('buildspec.yml')).toContain('        - reports/tests.xml\n');
  });
});

test('a package file of the library is named by its whole path', async () => {
  put({ ...APPLICATION, 'library.tgz': '' });
  await init('--yes', '--library', relative('.', join(directory, 'library.tgz')));
  const { dependencies } = JSON.parse(read('infrastructure/package.json')) as { dependencies: Record<string, string> };
  expect(dependencies['gostyle-web-pipeline']).toBe(`file:${join(directory, 'library.tgz')}`);
});

test('types are checked before synthesis: JavaScript would ignore an option whose name is mistyped', async () => {
  put(APPLICATION);
  await init('--yes');
  const { scripts, dependencies } = JSON.parse(read('infrastructure/package.json')) as Record<string, Record<string, string>>;
  expect(scripts).toMatchObject({ synth: 'tsc && cdk synth --quiet', lint: 'tsc && gostyle lint --source ..' });
  expect(dependencies).toHaveProperty('typescript');
  expect(JSON.parse(read('infrastructure/tsconfig.json'))).toMatchObject({ compilerOptions: { noEmit: true, strict: true } });
  expect(read('buildspec.yml')).toContain('- npm run synth --prefix infrastructure');
});

describe.each(LANGUAGES)('a CDK app in %s', (language) => {
  test('names the application that it deploys', async () => {
    put(APPLICATION);
    await init('--yes', '--language', language, '--owner', 'acme', '--domain', 'www.example.com', '--region', 'eu-central-1');
    const { stdout } = await init('--dry-run', '--language', language, '--owner', 'acme', '--domain', 'www.example.com', '--region', 'eu-central-1');
    expect(stdout).not.toContain('writes ');
    const sources = ['app.ts', 'app.py', 'src/main/java/App.java', 'app.go', 'Program.cs'].map((name) => join(directory, 'infrastructure', name));
    const text = sources.filter((path) => existsSync(path)).map((path) => readFileSync(path, 'utf8')).join('\n');
    for (const each of ['acme', '3000', '/health', 'www.example.com', 'eu-central-1', 'GoStyleWebPipeline']) expect(text).toContain(each);
    expect(JSON.parse(read('infrastructure/cdk.json'))).toHaveProperty('app');
    expect(findings()).toEqual([]);
  });
});

describe.each(['fargate', 'lambda'])('on %s', (compute) => {
  test.each(LANGUAGES)('the CDK app has that compute, in %s', async (language) => {
    put(APPLICATION);
    await init('--yes', '--language', language, '--compute', compute);
    const sources = ['app.ts', 'app.py', 'src/main/java/App.java', 'app.go', 'Program.cs'].map((name) => join(directory, 'infrastructure', name));
    const text = sources.filter((path) => existsSync(path)).map((path) => readFileSync(path, 'utf8')).join('\n');
    expect(text.match(new RegExp(`Compute[._]${compute}`, 'gi'))).toHaveLength(2);
    expect(existsSync(join(directory, 'appspec.yml'))).toBe(false);
  });

  test('the next steps name the option that shortens the waits of a release', async () => {
    put(APPLICATION);
    expect((await init('--yes', '--compute', compute)).stdout).toContain('npm start --prefix infrastructure -- --shorten-waits 60');
  });
});

test('a container is started with arguments, or with a shell if there are variables', async () => {
  put(APPLICATION);
  await init('--yes', '--compute', 'fargate');
  expect(read('infrastructure/app.ts')).toContain('Compute.fargate({ command: [\'node\', \'src/server.js\'] })');
  rmSync(directory, { recursive: true });
  put({ 'requirements.txt': 'flask\n', 'app.py': 'app = Flask(__name__)\n' });
  await init('--yes', '--compute', 'fargate');
  expect(read('infrastructure/app.ts')).toContain('[\'sh\', \'-c\', \'PYTHONPATH=packages exec python3 -m gunicorn --bind ${HOST}:${PORT} ');
});

test('a function is started by an executable script, and needs no keep-alive timeout', async () => {
  put(APPLICATION);
  expect((await init('--yes', '--dry-run')).stdout).toContain('keepAliveTimeout');
  expect((await init('--yes', '--compute', 'lambda')).stdout).not.toContain('keepAliveTimeout');
  expect(read('run.sh')).toContain('exec node src/server.js\n');
  expect(statSync(join(directory, 'run.sh')).mode % 0o1000).toBe(0o755);
});

test('a Python function is started as python3, a name that every Python has', async () => {
  await init('--yes', '--kind', 'python', '--compute', 'lambda');
  expect(read('run.sh')).toContain('exec python3 -m gunicorn ');
  expect(read('run.sh')).toContain(' --worker-tmp-dir /tmp ');
  expect(read('run.sh')).not.toContain('/dev/shm');
});

describe('in an empty folder', () => {
  test.each(KINDS.filter((kind) => kind !== 'nestjs'))('creates an application: %s', async (kind) => {
    const { exitStatus } = await init('--yes', '--kind', kind, ...kind === 'custom' ? ['--start', './web'] : []);
    expect(exitStatus).toBe(0);
    expect(findings()).toEqual([]);
  });

  test.each(KINDS.filter((kind) => kind !== 'nestjs'))('creates an application in a new folder: %s', async (kind) => {
    const given = kind === 'custom' ? ['--start', './web'] : [];
    const { exitStatus } = await init('--yes', '--kind', kind, '--directory', './app/', '--name', 'shop', ...given);
    expect(exitStatus).toBe(0);
    // Nobody but its owner can write one of another kind.
    if (kind === 'custom') put({ 'app/web': '' });
    expect(findings()).toEqual([]);
    expect(readdirSync(directory).sort()).toEqual(['.github', '.gitignore', 'app', 'appspec.yml', 'buildspec.yml', 'deploy', 'infrastructure']);
  });

  test('refers to NestJS\'s own generator', async () => {
    const { exitStatus, stderr } = await init('--yes', '--kind', 'nestjs');
    expect(stderr).toContain('npx --yes @nestjs/cli new');
    expect(exitStatus).toBe(2);
  });
});

describe('is refused', () => {
  test.each([
    [['--kind', 'cobol'], `--kind must be one of ${KINDS.join(', ')}, got: cobol`],
    [['--port', '80'], '--port must be a whole number from 1024 to 65535, got: 80'],
    [['--health-path', 'health'], '--health-path must be a path that starts with /, got: health'],
    [['--connection', 'arn'], '--connection must be an ARN of CodeConnections'],
    [['--domain', 'Example'], '--domain must be a lowercase domain name'],
    [['--directory', '../..'], '--directory must be a folder in'],
    [['--name', 'a\nb'], '--name must be 2 to 32 lowercase letters'],
    [['--library', '../none.tgz'], `--library names a package file that does not exist: ${resolve('../none.tgz')}`],
    [['--library', 'file:none.tgz'], `--library names a package file that does not exist: ${resolve('none.tgz')}`],
  ])('%j', async (options, expected) => {
    put(APPLICATION);
    const { exitStatus, stderr } = await init('--yes', ...options);
    expect(stderr).toContain(expected);
    expect(exitStatus).toBe(2);
    expect(existsSync(join(directory, 'buildspec.yml'))).toBe(false);
  });

  test('without a terminal', async () => {
    put(APPLICATION);
    expect(await init()).toMatchObject({ exitStatus: 2, stderr: expect.stringContaining('use `--yes`') as string });
  });

  test('a package.json that is not JSON', async () => {
    put({ ...APPLICATION, 'package.json': '{' });
    expect(await init('--yes')).toMatchObject({ exitStatus: 2, stderr: expect.stringContaining('package.json: not JSON') as string });
  });
});

test('npm packages are not part of a Go module', async () => {
  put({ 'go.mod': 'module example.com/web\n\ngo 1.24\n', 'main.go': 'package main\n\nfunc main() { listen(os.Getenv("PORT")) }\n' });
  await init('--yes');
  expect(read('infrastructure/go.mod')).toContain('module infrastructure\n');
  expect(read('buildspec.yml')).toContain('- export CGO_ENABLED=0 GOFLAGS=-trimpath\n');
  expect(findings()).toEqual([]);
});

test('given options are printed instead of detected values', async () => {
  put(APPLICATION);
  const { stdout } = await init('--dry-run', '--yes', '--name', 'shop', '--start', 'java -jar shop.jar', '--port', '8080', '--health-path', '/up');
  expect(stdout).toMatch(/^Found [^,]+, shop, started with `java -jar shop\.jar`; port 8080, health check \/up\.$/m);
});

test.each([['java -jar shop.jar', true], ['/usr/bin/java -jar shop.jar', true], ['./javascript shop.js', false]])(
  'the unit of `%s` accepts the status of Java after SIGTERM: %s', async (start, isJava) => {
    put({ 'README.md': 'a shop' });
    await init('--yes', '--kind', 'custom', '--name', 'shop', '--start', start);
    expect(read('deploy/shop.service').includes('SuccessExitStatus=143\n')).toBe(isJava);
  });
