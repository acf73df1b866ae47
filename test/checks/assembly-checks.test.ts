import { CLOUDFORMATION_MUTATIONS } from './mutations/cloudformation';
import { DELIVERY_MUTATIONS } from './mutations/delivery';
import type { Mutation, Templates } from './mutations/mutation';
import { NETWORK_MUTATIONS } from './mutations/network';
import { PIPELINE_MUTATIONS } from './mutations/pipeline';
import { SECURITY_MUTATIONS } from './mutations/security';
import { fullest, smallest } from './synthesized';
import { TemplateEditor } from './template-editor';
import { RULES } from '../../local/src/checks/assembly/rules';
import { findingText } from '../../local/src/checks/finding';

const assembly = fullest();

test.each([['smallest', smallest], ['fullest', fullest]])('nothing is found in the %s pipeline that the library makes', (_name, synthesize) => {
  expect(synthesize().findings().map(findingText)).toEqual([]);
});

const MUTATIONS: readonly Mutation[] = [
  ...PIPELINE_MUTATIONS, ...CLOUDFORMATION_MUTATIONS, ...DELIVERY_MUTATIONS, ...NETWORK_MUTATIONS, ...SECURITY_MUTATIONS,
];

test.each(MUTATIONS)('%s refuses %s', (rule, _what, change) => {
  const documents = assembly.copy();
  const editor = (stack: string): TemplateEditor => new TemplateEditor(documents.get(stack) ?? {});
  const templates: Templates = { pipeline: editor('Web'), staging: editor('Web-staging'), production: editor('Web-production') };

  const logicalId = change(templates);

  expect(assembly.findings(documents, rule).map((finding) => finding.logicalId)).toContain(logicalId);
});

test('every rule has a mutation', () => {
  const tried = new Set(MUTATIONS.map(([rule]) => rule));
  expect(RULES.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
});
