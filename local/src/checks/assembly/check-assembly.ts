import { isAcknowledged } from './acknowledgement';
import { shownValue, type Problem, type Rule, type Subject } from './rule';
import { RULES } from './rules';
import { TemplateGraph } from './template-graph';
import type { CloudAssembly } from '../../assembly';
import type { Finding } from '../finding';

/** Every rule on every template of an assembly. */
export function checkAssembly(assembly: CloudAssembly, rules: readonly Rule[] = RULES): Finding[] {
  const graphs = assembly.stacks.map((stack) => new TemplateGraph(stack.templatePath, stack.template, stack.stackName, stack.account, stack.region));
  const paths = new Set(graphs.map(({ path }) => path));
  return graphs.flatMap((graph) => {
    const subject: Subject = { graph, graphs, hasTemplate: (path) => paths.has(path) };
    return rules.flatMap((rule) => [...rule.check(subject)]
      .filter((problem) => !isAcknowledged(graph.node(problem.logicalId), rule.id))
      .map((problem) => finding(graph, rule, problem)));
  });
}

function finding({ path: file }: TemplateGraph, rule: Rule, { severity, value, ...problem }: Problem): Finding {
  return { rule: rule.id, severity: severity ?? rule.severity, file, ...problem, value: shownValue(value) };
}
