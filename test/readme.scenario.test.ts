import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..');
const PAGES = ['README.md', 'docs/your-application.md', 'docs/fargate.md', 'docs/lambda.md', 'docs/extending.md'];
const FIXTURE = readFileSync(join(ROOT, 'rosetta/pipeline.ts-fixture'), 'utf8');
/** The fixtures of docstrings, into which jsii inserts each example for other languages. */
const DOCSTRINGS = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).flatMap(examplesOf);
const PROGRAMS = PAGES.flatMap((page) => programsOf(page).map((code, index): [string, number, string] => [page, index, code]));

test('each page shows a program', () => {
  expect(new Set(PROGRAMS.map(([page]) => page)).size).toBe(PAGES.length);
});

const PACKAGES = ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'];

const EXAMPLES = readdirSync(join(ROOT, 'example')).filter((name) => name.endsWith('.ts')).map((name) => join(ROOT, 'example', name));
const fileOf = (page: string, index: number) => join(ROOT, 'test', `program-${page.replace(/\W/g, '-')}-${index}.ts`);

let program: ts.Program;
beforeAll(() => {
  const programs = [...PROGRAMS, ...DOCSTRINGS];
  program = programOf(new Map(programs.map(([page, index, code]) => [fileOf(page, index), code])));
});

test.each(PROGRAMS)('%s: program %i compiles against the library', (page, index) => {
  expect(problemsOf(fileOf(page, index))).toEqual([]);
});

test.each(DOCSTRINGS)('%s: example %i compiles against the library', (page, index) => {
  expect(problemsOf(fileOf(page, index))).toEqual([]);
});

test('the main classes have an example, and each example can be translated', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const written = sources.map((name) => readFileSync(join(ROOT, 'src', name), 'utf8').match(/^ \* @example$/gm)?.length ?? 0);
  expect(DOCSTRINGS.length).toBeGreaterThanOrEqual(20);
  expect(DOCSTRINGS).toHaveLength(written.reduce((sum, each) => sum + each));
});

test.each(EXAMPLES.map((file) => [basename(file), file]))('example/%s compiles against the library', (_name, file) => {
  expect(problemsOf(file)).toEqual([]);
});

test('programs in other languages are the same as the examples', () => {
  const shown = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```\w+ (example\/\S+)\n(.*?)^```$/gms)];
  expect(shown.map(([, path]) => path)).toEqual(['example/python/app.py']);
  for (const [, path, code] of shown) expect(code).toBe(readFileSync(join(ROOT, path), 'utf8'));
});

function examplesOf(name: string): [string, number, string][] {
  const text = readFileSync(join(ROOT, 'src', name), 'utf8');
  // In this order, because jsii takes everything after an example for a part of it, except for tags that it knows.
  const found = [...text.matchAll(/^ \* @exampleMetadata fixture=pipeline\n \* @example\n(.*?)^ \*(?:\/| @)/gms)].map(([, code]) => code);
  return found.map((code, index) => [`src/${name}`, index, FIXTURE.replace('/// here', code.replace(/^ \* ?/gm, ''))]);
}

function programsOf(page: string): string[] {
  return [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```ts(?: \S+)?\n(.*?)^```$/gms)].map(([, code]) => code);
}

/** All programs at once, because reading the declarations of aws-cdk-lib takes most of the time. They import the library by its package name. */
function programOf(written: ReadonlyMap<string, string>): ts.Program {
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: ['node'],
    // The examples have their own packages.
    paths: {
      'gostyle-web-pipeline': [join(ROOT, 'src/index.ts')],
      ...Object.fromEntries(PACKAGES.map((name) => [name, [join(ROOT, 'node_modules', name)]])),
    },
  };
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile;
  const fileExists = host.fileExists;
  host.readFile = (path) => written.get(path) ?? readFile(path);
  host.fileExists = (path) => written.has(path) || fileExists(path);
  return ts.createProgram([...written.keys(), ...EXAMPLES], options, host);
}

function problemsOf(file: string): string[] {
  return ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
