import { dirname } from 'node:path';
import { ACCOUNT_MUTATIONS, type PlacedTemplates } from './mutations/accounts';
import { LOG_MUTATIONS, type LogTemplates } from './mutations/log-delivery';
import type { MutationOf, Templates } from './mutations/mutation';
import { MUTATIONS } from './mutations/mutations';
import { TASK_MUTATIONS, type TaskTemplates } from './mutations/tasks';
import { fullest, inOtherPlaces, smallest, unusual, withLogs, withTasks, type Assembly } from './synthesized';
import { RULES } from '../../local/src/checks/assembly/rules';
import { findingText } from '../../local/src/checks/finding';
import { loadValidate } from '../../local/src/checks/schema/cloudformation-validate';
import { NAMESPACE, SchemaChecks } from '../../local/src/checks/schema/schema-findings';

const assembly = fullest();
const placed = inOtherPlaces();
const tasks = withTasks();
const logs = withLogs();
const validate = loadValidate([dirname(require.resolve('aws-cdk-lib/package.json'))]);
if (!validate) throw new Error('aws-cdk-lib brings no CloudFormation Validate');
const schema = new SchemaChecks(validate);

afterAll(() => schema.free());

test.each([
  ['smallest', smallest()],
  ['fullest', assembly],
  ['most unusual', unusual()],
  ['farthest', placed],
  ['tasks of the', tasks],
  ['OpenSearch', logs],
])('nothing is found in the library\'s %s pipeline', (_name, synthesized) => {
  expect(synthesized.findings().map(findingText)).toEqual([]);
});

test.each(named(MUTATIONS))('$rule refuses $what', ({ mutation }) => {
  const stacks = { pipeline: 'Web', staging: 'Web-staging', production: 'Web-production' };
  expectFindings<Templates>(assembly, stacks, mutation);
});

test.each(named(ACCOUNT_MUTATIONS))('in other accounts and regions $rule refuses $what', ({ mutation }) => {
  const stacks = { pipeline: 'WebPipeline', region: 'Web-region-us-east-1', access: 'Web-live-access', live: 'Web-live' };
  expectFindings<PlacedTemplates>(placed, stacks, mutation);
});

test.each(named(TASK_MUTATIONS))('with tasks $rule refuses $what', ({ mutation }) => {
  expectFindings<TaskTemplates>(tasks, { staging: 'Web-staging', live: 'Web-live' }, mutation);
});

test.each(named(LOG_MUTATIONS))('with logs in OpenSearch $rule refuses $what', ({ mutation }) => {
  expectFindings<LogTemplates>(logs, { staging: 'Web-staging', production: 'Web-production' }, mutation);
});

test('every rule has a mutation', () => {
  const tried = new Set([...MUTATIONS, ...ACCOUNT_MUTATIONS, ...TASK_MUTATIONS, ...LOG_MUTATIONS].map(([rule]) => rule));
  expect(RULES.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
});

function named<M extends readonly [rule: string, what: string, ...rest: unknown[]]>(mutations: readonly M[]) {
  return mutations.map((mutation) => ({ rule: mutation[0], what: mutation[1], mutation }));
}

/** Exactly the findings of a mistake. Findings of the schema are checked only if the mistake lists some, because that takes longer. */
function expectFindings<T>(before: Assembly, stacks: Record<keyof T, string>, [rule, , change, also = []]: MutationOf<T>): void {
  const { documents, result: logicalId } = before.changed(stacks, change);

  const found = [...before.findings(documents), ...rule.startsWith(NAMESPACE) ? before.schemaFindings(documents, schema) : []];
  expect(counted(found.map((finding) => finding.rule), rule)).toEqual(also);
  expect(found.filter((finding) => finding.rule === rule).map((finding) => finding.logicalId)).toContain(logicalId);
}

/** `['a', 'b (2)']`, without one finding of the rule that the mistake is for. */
function counted(rules: readonly string[], expected: string): string[] {
  const others = [...rules].sort();
  expect(others).toContain(expected);
  others.splice(others.indexOf(expected), 1);
  return [...new Set(others)].map((rule) => {
    const count = others.filter((each) => each === rule).length;
    return count > 1 ? `${rule} (${count})` : rule;
  });
}
