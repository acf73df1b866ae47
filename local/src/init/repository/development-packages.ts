import type { PackageJson } from './package-json';
import type { SourceLine } from './source-files';

/** `require('ejs')`, `import x from "ejs"`, `import('ejs')`, `import 'ejs'`; not a file of the application, nor a module of Node.js. */
const LOADS = /(?:\brequire\(|\bfrom|\bimport\(?)\s*(["'])((?:@[\w.-]+\/)?[a-zA-Z0-9][\w.-]*)(?:\/[^"']*)?\1/;
/** Express loads it by its name. */
const VIEW_ENGINE = /\bset\(\s*(["'])view engine\1\s*,\s*(["'])([\w-]+)\2/;
const TYPES_ONLY = /^\s*(?:import|export)\s+type\b/;
const BEGINS_IMPORT = /^\s*(?:import|export)\b/;
/** What developers run, and what configures their tools. */
const FOR_DEVELOPERS = new RegExp([
  String.raw`(^|/)(?:test[\w-]*|scripts?|tools?|seed(?:s|ers?)?|fixtures?|factories|(?:__)?mocks?(?:__)?|stories|storybook|cypress)/`,
  String.raw`(^|/)(?:prisma|migrations?|bench(?:marks?)?)/`,
  String.raw`(?:\.config|\.conf|\.setup|\.stories|\.mock|\.d)\.[cm]?[jt]sx?$`,
  String.raw`(^|/)(?:\.[^/]*|gulpfile|Gruntfile|ormconfig|knexfile|seed\w*|jest[\w.-]*|setupTests)\.[cm]?[jt]sx?$`,
].join('|'), 'i');
/** Their use in the source is for tests, or to run what is not compiled. */
const TOOLS = new RegExp(`^(?:${[
  'vitest', 'jest', '@jest/.*', 'mocha', 'chai', 'sinon', 'supertest', 'nock', '(?:@faker-js/)?faker', '@nestjs/testing', '@types/.*',
  'ts-node', 'tsx', 'nodemon', 'typescript',
].join('|')})$`);
/** They put packages into what they build. */
const BUNDLER = new RegExp(String.raw`\b(?:webpack|vite|esbuild|tsup|rollup|parcel|ncc|rspack|rsbuild|bun build|`
  + String.raw`next|nuxt|nuxi|remix|react-router|astro|vinxi)\b`);
const MOST_LINES_OF_AN_IMPORT = 30;

/** Packages that the source loads, but that are only for development: a host does not have them, because the build removes them. */
export function developmentPackages(lines: readonly SourceLine[], packageJson: PackageJson, start = ''): string[] {
  const { scripts, dependencies, devDependencies, otherDependencies } = packageJson;
  if ([start, ...Object.values(scripts)].some((script) => BUNDLER.test(script))) return [];
  const isMissing = (name: string): boolean => Object.hasOwn(devDependencies, name) && !TOOLS.test(name)
    && !Object.hasOwn(dependencies, name) && !Object.hasOwn(otherDependencies, name);
  const isRunByScript = (path: string): boolean => {
    const file = path.split('/').at(-1)!;
    return !start.includes(file) && Object.values(scripts).some((script) => script.includes(file));
  };
  const loaded = lines.filter(({ path }) => !FOR_DEVELOPERS.test(path) && !isRunByScript(path)).flatMap((line) => {
    const name = loadedBy(lines, line);
    return name !== undefined && isMissing(name) ? [{ name, line }] : [];
  });
  // Names in braces may all be types, which a compiler leaves out.
  const surest = [...loaded].sort((a, b) => Number(a.line.text.includes('{')) - Number(b.line.text.includes('{')));
  const first = surest.filter(({ name }, index) => surest.findIndex((each) => each.name === name) === index);
  return first.map(({ name, line: { path, line } }) => `${path}:${line} loads ${name}, which is in devDependencies: builds remove them, so it fails `
    + 'on a host. Move it to dependencies, unless hosts never get there');
}

function loadedBy(lines: readonly SourceLine[], line: SourceLine): string | undefined {
  const engine = VIEW_ENGINE.exec(line.text)?.[3];
  if (engine !== undefined) return engine;
  const name = LOADS.exec(line.text)?.[2];
  return name === undefined || importsTypes(lines, line) ? undefined : name;
}

/** Also if the names stand on lines of their own: `import type {`, the names, `} from 'express'`. */
function importsTypes(lines: readonly SourceLine[], line: SourceLine): boolean {
  if (BEGINS_IMPORT.test(line.text) || !/^\s*[}\w]/.test(line.text)) return TYPES_ONLY.test(line.text);
  const index = lines.indexOf(line);
  const begin = lines.slice(Math.max(0, index - MOST_LINES_OF_AN_IMPORT), index).findLast(({ text }) => BEGINS_IMPORT.test(text));
  return begin !== undefined && TYPES_ONLY.test(begin.text);
}
