import { ACCOUNT_MUTATIONS, type PlacedTemplates } from './mutations/accounts';
import type { Templates } from './mutations/mutation';
import { MUTATIONS } from './mutations/mutations';
import { TASK_MUTATIONS, type TaskTemplates } from './mutations/tasks';
import { fullest, inOtherPlaces, smallest, unusual, withTasks } from './synthesized';
import { TemplateEditor } from './template-editor';
import { RULES } from '../../local/src/checks/assembly/rules';
import { findingText } from '../../local/src/checks/finding';

const assembly = fullest();
const placed = inOtherPlaces();
const tasks = withTasks();

test.each([
  ['smallest', smallest],
  ['fullest', fullest],
  ['most unusual', unusual],
  ['farthest', inOtherPlaces],
  ['tasks of the', withTasks],
])('nothing is found in the %s pipeline that the library makes', (_name, synthesize) => {
  expect(synthesize().findings().map(findingText)).toEqual([]);
});

test.each(MUTATIONS)('%s refuses %s', (rule, _what, change) => {
  const documents = assembly.copy();
  const editor = (stack: string): TemplateEditor => new TemplateEditor(documents.get(stack) ?? {});
  const templates: Templates = { pipeline: editor('Web'), staging: editor('Web-staging'), production: editor('Web-production') };

  const logicalId = change(templates);

  expect(assembly.findings(documents, rule).map((finding) => finding.logicalId)).toContain(logicalId);
});

test.each(ACCOUNT_MUTATIONS)('in other accounts and regions %s refuses %s', (rule, _what, change) => {
  const documents = placed.copy();
  const editor = (stack: string): TemplateEditor => new TemplateEditor(documents.get(stack) ?? {});
  const templates: PlacedTemplates = {
    pipeline: editor('WebPipeline'),
    region: editor('Web-region-us-east-1'),
    access: editor('Web-live-access'),
    live: editor('Web-live'),
  };

  const logicalId = change(templates);

  expect(placed.findings(documents, rule).map((finding) => finding.logicalId)).toContain(logicalId);
});

test.each(TASK_MUTATIONS)('with tasks %s refuses %s', (rule, _what, change) => {
  const documents = tasks.copy();
  const editor = (stack: string): TemplateEditor => new TemplateEditor(documents.get(stack) ?? {});
  const templates: TaskTemplates = { staging: editor('Web-staging'), live: editor('Web-live') };

  const logicalId = change(templates);

  expect(tasks.findings(documents, rule).map((finding) => finding.logicalId)).toContain(logicalId);
});

test('every rule has a mutation', () => {
  const tried = new Set([...MUTATIONS, ...ACCOUNT_MUTATIONS, ...TASK_MUTATIONS].map(([rule]) => rule));
  expect(RULES.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
});
