// Runs the steps of a composite action as GitHub's runner does. Usage: node composite-action-program.mjs, with the action and its contexts as JSON on
// standard input: { steps, inputs, github, env }. Prints the outcome of each step as JSON.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Evaluator, Lexer, Parser, data } from '@actions/expressions';

const { steps, inputs, github, env } = JSON.parse(readFileSync(0, 'utf8'));
const outcomes = {};
let failed = false;

const toData = (value) => {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === 'object') return new data.Dictionary(...Object.entries(value).map(([key, child]) => ({ key, value: toData(child) })));
  if (typeof value === 'boolean') return new data.BooleanData(value);
  return typeof value === 'number' ? new data.NumberData(value) : new data.StringData(value);
};

const status = (name, isTrue) => ({ name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(isTrue()) });
const STATUS = [status('always', () => true), status('success', () => !failed), status('failure', () => failed), status('cancelled', () => false)];

function evaluate(expression) {
  const contexts = { inputs, github, steps: outcomes };
  const parsed = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), STATUS).parse();
  return new Evaluator(parsed, toData(contexts), new Map(STATUS.map((each) => [each.name, each]))).evaluate();
}

const filledIn = (text) => String(text).replace(/\$\{\{(.*?)\}\}/g, (_whole, expression) => evaluate(expression.trim()).coerceString());
const isTruthy = (value) => !(['', 'false'].includes(value.coerceString()) || value.coerceString() === '0');
// Without one of these functions a step runs only if everything before it succeeded.
const mayRun = (condition = 'success()') => isTruthy(evaluate(/\b(always|success|failure|cancelled)\(/.test(condition)
  ? condition : `success() && (${condition})`));

for (const step of steps) {
  const outcome = mayRun(step.if) ? run(step) : 'skipped';
  const conclusion = outcome === 'failure' && step['continue-on-error'] ? 'success' : outcome;
  failed ||= conclusion === 'failure';
  if (step.id) outcomes[step.id] = { outcome, conclusion };
  outcomes[step.name] ??= { outcome, conclusion };
}
const ended = steps.map(({ name }) => [name, outcomes[name].outcome]);
console.log(JSON.stringify({ conclusion: failed ? 'failure' : 'success', steps: Object.fromEntries(ended) }));

function run({ run: script, shell, env: own = {} }) {
  if (shell !== 'bash') throw new Error(`this runs bash only, got: ${shell}`);
  const given = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, filledIn(value)]));
  const { status: code } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', filledIn(script)], {
    env: { ...env, ...given }, stdio: ['ignore', 2, 2],
  });
  return code === 0 ? 'success' : 'failure';
}
