import type { Problem, Rule, Subject } from '../rule';
import { templateRule, type TemplatePart } from '../template-parts';

export const UNRESOLVED_TOKEN_RULES: readonly Rule[] = [
  templateRule('template.token', unresolvedTokens),
];

function* unresolvedTokens(_subject: Subject, { owner, path, value }: TemplatePart): Iterable<Problem> {
  const token = /\$\{Token\[[^\]]*\]\}/.exec(JSON.stringify(value ?? null));
  if (!token) return;
  yield {
    logicalId: owner,
    path,
    message: 'a CDK token was not resolved',
    value: token[0],
    fix: 'do not pass it through JSON.stringify; use stack.toJsonString',
  };
}
