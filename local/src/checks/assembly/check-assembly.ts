import { isAcknowledged } from './acknowledgement';
import { shownValue, type Problem, type Rule, type Subject } from './rule';
import { RULES } from './rules';
import { TemplateGraph } from './template-graph';
import { readPipeline, type CloudAssembly, type PipelineModel } from '../../assembly';
import type { Finding } from '../finding';

/** Every rule on every template of an assembly. */
export function checkAssembly(assembly: CloudAssembly): Finding[] {
  const graphs = assembly.stacks.map((stack) => new TemplateGraph(stack.templatePath, stack.template, stack.stackName));
  const paths = new Set(graphs.map(({ path }) => path));
  const pipelines = pipelinesOf(assembly);
  return graphs.flatMap((graph) => {
    const subject: Subject = { graph, graphs, pipelines, hasTemplate: (path) => paths.has(path) };
    return RULES.flatMap((rule) => [...rule.check(subject)]
      .filter((problem) => !isAcknowledged(graph.node(problem.logicalId), rule.id))
      .map((problem) => finding(graph, rule, problem)));
  });
}

function finding({ path: file }: TemplateGraph, rule: Rule, { severity, value, ...problem }: Problem): Finding {
  return { rule: rule.id, severity: severity ?? rule.severity, file, ...problem, value: shownValue(value) };
}

/** A pipeline that cannot be read is found by a rule of its own. */
function pipelinesOf(assembly: CloudAssembly): PipelineModel[] {
  const pipeline = readPipeline(assembly);
  return pipeline.status === 'success' ? [pipeline.value] : [];
}
