import type { Acknowledgements } from './acknowledgement';
import { casesOf } from './conditional-templates';
import { shownValue, type Problem, type Rule, type Subject } from './rule';
import { RULES } from './rules';
import { TemplateGraph } from './template-graph';
import { withPartsScripts, type CloudAssembly, type StackArtifact } from '../../assembly';
import type { Finding, Severity } from '../finding';
import type { OwnTemplates } from '../request';

export interface AssemblyOptions {
  readonly rules?: readonly Rule[];
  /** If set, only these templates and resources are checked. */
  readonly own?: OwnTemplates;
  readonly acknowledgements?: Acknowledgements;
}

/** Applies every rule to every template of an assembly, and to the provisioning that is an asset because it does not fit into one. */
export function checkAssembly({ directory, stacks }: CloudAssembly, options: AssemblyOptions = {}): Finding[] {
  return checkTemplates(stacks.map((stack) => {
    const whole = withPartsScripts(stack.template, directory, stack.templatePath);
    // A run, which needs the asset, says that it is missing.
    return graphOf(whole.status === 'success' ? { ...stack, template: whole.value } : stack);
  }), options);
}

export function graphOf({ templatePath, template, stackName, account, region }: StackArtifact): TemplateGraph {
  return new TemplateGraph(templatePath, template, stackName, account, region);
}

/** What conditions decide is judged in several cases: a finding must be right in all of them. */
export function checkTemplates(graphs: readonly TemplateGraph[], options: AssemblyOptions = {}): Finding[] {
  const { rules = RULES } = options;
  const cases = casesOf(graphs);
  if (cases.length === 0) return findingsIn(graphs, rules, options);
  const [first = [], ...others] = cases.map((each) => findingsIn(each, rules.filter(({ isOfText }) => !isOfText), options));
  const known = others.map((findings) => new Set(findings.map(identityOf)));
  return [
    ...findingsIn(graphs, rules.filter(({ isOfText }) => isOfText), options),
    ...first.filter((each) => known.every((identities) => identities.has(identityOf(each)))),
  ];
}

function identityOf({ rule, file, logicalId, path, message }: Finding): string {
  return JSON.stringify([rule, file, logicalId, path, message]);
}

function findingsIn(graphs: readonly TemplateGraph[], rules: readonly Rule[], { own, acknowledgements }: AssemblyOptions): Finding[] {
  const paths = new Set(graphs.map(({ path }) => path));
  const judged = graphs.filter(({ path }) => own === undefined || own.templates.includes(path));
  return judged.flatMap((graph) => {
    const subject: Subject = { graph, graphs, hasTemplate: (path) => paths.has(path) };
    return rules.flatMap((rule) => [...rule.check(subject)]
      .filter((problem) => !acknowledgements?.covers(graph.path, problem.logicalId, rule.id))
      .map((problem) => finding(graph, rule, problem, own)));
  });
}

function finding({ path: file }: TemplateGraph, rule: Rule, { severity, value, ...problem }: Problem, own?: OwnTemplates): Finding {
  return { rule: rule.id, severity: lowered(severity ?? rule.severity, file, problem.logicalId, own), file, ...problem, value: shownValue(value) };
}

/** Findings about resources that the user added to the checked stacks become warnings. */
function lowered(severity: Severity, file: string, logicalId: string, own?: OwnTemplates): Severity {
  return own?.additions[file]?.includes(logicalId) ? 'warning' : severity;
}
