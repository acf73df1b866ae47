import type { ConditionModel, RuleModel } from '../../assembly';
import type { Reporter } from '../../messages/reporter';
import { matchesInTime, MatchTooSlow } from '../../system/bounded-match';

export interface UnmetCondition {
  readonly result: ConditionModel['result'];
  /** For display. */
  readonly reason: string;
}

/** Replaces variables and parameters in a rule's text. */
export type ResolveText = (text: string) => { readonly text: string; readonly unknown: readonly string[] };

/** The first condition that is not met, because one of its rules failed. */
export function unmetCondition(conditions: readonly ConditionModel[], resolve: ResolveText, reporter: Reporter): UnmetCondition | undefined {
  for (const { result, rules } of conditions) {
    for (const rule of rules) {
      const reason = reasonOf(rule, resolve, reporter);
      if (reason !== undefined) return { result, reason };
    }
  }
  return undefined;
}

function reasonOf(rule: RuleModel, resolve: ResolveText, reporter: Reporter): string | undefined {
  try {
    return whyFailed(rule, resolve, reporter);
  } catch (error) {
    if (error instanceof MatchTooSlow) return `rule ${rule.name}: ${error.message}`;
    throw error;
  }
}

function whyFailed(rule: RuleModel, resolve: ResolveText, reporter: Reporter): string | undefined {
  if (rule.provider !== 'VariableCheck') {
    reporter.warning(
      'stage.rule.recorded-only',
      `rule ${rule.name}: ${rule.provider} has no counterpart on this machine and counts as passed`,
      { configuration: rule.configuration },
    );
    return undefined;
  }
  const [variable, value] = ['Variable', 'Value'].map((key) => resolve(rule.configuration[key] ?? ''));
  const [unknown] = [...variable.unknown, ...value.unknown];
  if (unknown !== undefined) return `rule ${rule.name}: ${unknown} has no value`;
  const operator = rule.configuration.Operator ?? 'EQ';
  if (passes(variable.text, operator, value.text)) {
    reporter.info('stage.rule.passed', `rule ${rule.name} passed: ${variable.text} ${operator} ${value.text}`);
    return undefined;
  }
  const wanted = `${operator} ${JSON.stringify(value.text)}`;
  return `rule ${rule.name}: ${rule.configuration.Variable} is ${JSON.stringify(variable.text)}, which is not ${wanted}`;
}

function passes(variable: string, operator: string, value: string): boolean {
  switch (operator) {
    case 'EQ': return variable === value;
    case 'NE': return variable !== value;
    case 'CONTAINS': return variable.includes(value);
    case 'MATCHES': return matches(variable, value);
    default: return false;
  }
}

/** A regular expression that only Java understands does not match. */
function matches(text: string, expression: string): boolean {
  try {
    return matchesInTime(new RegExp(`^(?:${expression})$`, 's'), text);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
