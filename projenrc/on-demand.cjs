// Makes the compiled library load modules, its own and those of aws-cdk-lib, on first use, as aws-cdk-lib itself does: an app on Fargate loads
// nothing for EC2, RDS or CloudFront. That saves more than loading time: while CloudFormation Validate starts, V8 marks the whole heap about
// sixty times, so everything that is loaded without being used costs time again. Also removes source maps, two thirds of what jsii writes.
// Part of `npx projen compile`. Usage: on-demand.cjs DIRECTORY
const { readFileSync, readdirSync, writeFileSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');
const ts = require('typescript');

const EXPORT_ON_DEMAND = `
function exportOnDemand(name, get) {
  Object.defineProperty(exports, name, { enumerable: true, configurable: true, get });
}
`;
const SOURCE_MAP = /\n\/\/# sourceMappingURL=data:.*\s*$/;

const directory = resolve(process.argv[2]);
const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.js')).map((name) => join(directory, name));
const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8').replace(SOURCE_MAP, '\n')]));
for (const [file, text] of texts) writeFileSync(file, onDemand(file, text));

function onDemand(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const loads = source.statements.flatMap((statement) => loadIn(statement) ?? []);
  const exported = source.statements.flatMap((statement) => exportStarIn(statement) ?? []);
  const edits = [
    ...loads.map((load) => edit(load.statement, loader(load))),
    ...exported.map(({ statement, module }) => edit(statement, exportsOnDemand(file, module))),
    ...exported.length > 0 ? [{ start: text.length, end: text.length, by: EXPORT_ON_DEMAND }] : [],
  ];
  const loaded = new Set(loads.map(({ name }) => name));
  const visit = (node) => {
    // In parentheses, because `new f().Role(..)` would mean something else than `new (f()).Role(..)`.
    if (ts.isIdentifier(node) && loaded.has(node.text) && node.parent.name !== node) edits.push(edit(node, `(${node.text}())`));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return edits.sort((a, b) => b.start - a.start).reduce((changed, { start, end, by }) => changed.slice(0, start) + by + changed.slice(end), text);
}

function edit(node, by) {
  return { start: node.getStart(), end: node.end, by };
}

/** Recognizes `const NAME = require(MODULE);`, which TypeScript generates for every import of values. */
function loadIn(statement) {
  const [declaration] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
  const module = declaration?.initializer && argumentOf(declaration.initializer, 'require');
  return module && { statement, name: declaration.name.text, module: module.getText() };
}

/** Recognizes `__exportStar(require(MODULE), exports);`. */
function exportStarIn(statement) {
  const required = ts.isExpressionStatement(statement) ? argumentOf(statement.expression, '__exportStar') : undefined;
  return required && { statement, module: argumentOf(required, 'require').text };
}

function argumentOf(node, called) {
  return ts.isCallExpression(node) && node.expression.getText() === called ? node.arguments[0] : undefined;
}

function loader({ name, module }) {
  return `let ${name} = () => { const loaded = require(${module}); ${name} = () => loaded; return loaded; };`;
}

/**
 * Node.js recognizes the names that ES modules may import by `exports.NAME = void 0`. The getter is defined in a function, where Node.js does
 * not look.
 */
function exportsOnDemand(file, module) {
  const names = namesOf(join(dirname(file), `${module}.js`));
  return names.map((name) => `exports.${name} = void 0;\nexportOnDemand('${name}', () => require('${module}').${name});`).join('\n');
}

/** The exports of a module: `exports.B = exports.A = void 0;` for classes and constants, `exports.f = f;` for functions. */
function namesOf(file) {
  const assigned = [...texts.get(file).matchAll(/^(?:exports\.\w+ = )+/gm)].flatMap(([names]) => names.split(' = ').filter(Boolean));
  return [...new Set(assigned.map((name) => name.replace('exports.', '')))];
}
