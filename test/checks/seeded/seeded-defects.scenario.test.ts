import { dirname } from 'node:path';
import foundBefore from './found-before.json';
import { seededDefects, type SeededDefect } from './seeded-defects';
import type { JsonObject } from '../../../local/src/assembly/json';
import { loadValidate } from '../../../local/src/checks/schema/cloudformation-validate';
import { SchemaChecks } from '../../../local/src/checks/schema/schema-findings';
import { fullest } from '../synthesized';

const RECORD: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = foundBefore;

const assembly = fullest();
const documents: ReadonlyMap<string, JsonObject> = assembly.templates();
const validate = loadValidate([dirname(require.resolve('aws-cdk-lib/package.json'))]);
if (!validate) throw new Error('aws-cdk-lib brings no CloudFormation Validate');
const schema = new SchemaChecks(validate);

afterAll(() => schema.free());

/**
 * Damages each property of a template in every way that its value can be wrong. `found-before.json` lists what our own rules found when they still
 * restated the schemas (docs/decisions/0042); our rules or CloudFormation Validate must still find it.
 */
test('everything that our rules found when they restated the schemas is still found', () => {
  const recorded = seededDefects(documents).filter(({ type, place, kind }) => RECORD[type]?.[place]?.includes(kind));
  // Otherwise the templates have changed so much that the comparison is empty: record them again.
  expect(recorded.length).toBeGreaterThan(1200);

  const bySchema = foundBySchema(recorded);
  const unsaid = recorded.filter((defect) => !bySchema.has(defect) && assembly.findings(withDefects([defect])).length === 0);
  expect(unsaid.map(({ type, place, kind }) => `${type} ${place}: ${kind}`)).toEqual([]);
});

/** One defect per resource at a time, in several resources of a stack at once: a finding names its resource. */
function foundBySchema(defects: readonly SeededDefect[]): Set<SeededDefect> {
  const found = new Set<SeededDefect>();
  for (const stack of documents.keys()) {
    for (let rest = defects.filter((defect) => defect.stack === stack); rest.length > 0;) {
      const batch = new Map(rest.map((defect) => [defect.logicalId, defect]));
      const findings = assembly.schemaFindings(withDefects([...batch.values()]), schema);
      for (const { logicalId = '' } of findings) if (batch.has(logicalId)) found.add(batch.get(logicalId) as SeededDefect);
      rest = rest.filter((defect) => batch.get(defect.logicalId) !== defect);
    }
  }
  return found;
}

function withDefects(defects: readonly SeededDefect[]): Map<string, JsonObject> {
  return new Map([...documents].map(([stack, document]) => {
    const changed = defects.filter((defect) => defect.stack === stack).map(({ logicalId, defective }) => [logicalId, defective]);
    const resources = { ...document.Resources as JsonObject, ...Object.fromEntries(changed) };
    return [stack, changed.length === 0 ? document : { ...document, Resources: resources }];
  }));
}
