import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..');
const LONG_ENOUGH = 60_000;

const programs = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);

test('the README shows a program', () => {
  expect(programs.length).toBeGreaterThan(0);
});

test.each(programs)('program %# of the README compiles against the library', (code) => {
  expect(problemsOf(code)).toEqual([]);
}, LONG_ENOUGH);

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
