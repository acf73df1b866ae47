import { type JsonObject, objectAt } from '../../assembly/json';
import type { Severity } from '../finding';
import { type Problem, resourceRule, type Rule, type Subject } from './rule';
import type { Node } from './template-graph';

const TEMPLATE = 'AWS::EC2::LaunchTemplate';

/** A problem in the data of a launch template. */
export type DataProblem = Omit<Problem, 'logicalId' | 'path'> & { readonly below: string };

type DataCheck = (data: JsonObject, subject: Subject, node: Node) => Iterable<DataProblem>;

/** A rule about the data of a launch template. */
export function dataRule(id: string, check: DataCheck, severity: Severity = 'error'): Rule {
  return resourceRule(
    id,
    TEMPLATE,
    function* (node, subject) {
      const data = objectAt(node.properties, 'LaunchTemplateData') ?? {};
      for (const { below, ...problem } of check(data, subject, node)) yield { path: `Properties.LaunchTemplateData.${below}`, ...problem };
    },
    severity,
  );
}
