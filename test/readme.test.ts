import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..');
const LONG_ENOUGH = 60_000;

const PROGRAMS = ['README.md', 'docs/your-application.md'].flatMap((page) => programsOf(page).map((code, index): [string, number, string] => [page, index, code]));

test('the README and the page about one\'s own application show a program', () => {
  expect(new Set(PROGRAMS.map(([page]) => page)).size).toBe(2);
});

test.each(PROGRAMS)('%s: program %i compiles against the library', (_page, _index, code) => {
  expect(problemsOf(code)).toEqual([]);
}, LONG_ENOUGH);

function programsOf(page: string): string[] {
  return [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```ts(?: \S+)?\n(.*?)^```$/gms)].map(([, code]) => code);
}

/** What the compiler says of a program that imports the library by its package name. */
function problemsOf(code: string): string[] {
  const file = join(ROOT, 'test', 'readme-program.ts');
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: [],
    paths: { 'gostyle-web-pipeline': [join(ROOT, 'src/index.ts')] },
  };
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile;
  const fileExists = host.fileExists;
  host.readFile = (path) => (path === file ? code : readFile(path));
  host.fileExists = (path) => path === file || fileExists(path);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
