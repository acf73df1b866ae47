import { RULES } from '../../local/src/checks/assembly/rules';
import { APPSPEC_MISTAKES, BUILDSPEC_MISTAKES, HOOK_SCRIPT_MISTAKES, type Mistake } from '../../local/test/checks/mistakes';
import { ACCOUNT_MUTATIONS } from '../checks/mutations/accounts';
import { MUTATIONS } from '../checks/mutations/mutations';

const HEAD = `# What \`gostyle lint\` refuses

Made by \`npx projen docs:tables\` from the mistakes that the tests make; a test fails when it is not current. The same checks run at every
synthesis of the library. A finding names the rule, the file and line or the resource and its property, the value, and the fix.

A finding in a template that is meant is acknowledged on its resource, with a reason:

\`\`\`ts
(construct.node.defaultChild as CfnResource).addMetadata('gostyle:acknowledge', [{ rule: 'codedeploy.capacity', reason: 'two hosts are enough for a test' }]);
\`\`\`
`;

/** The text of `docs/checks.md`. */
export function checksTable(): string {
  return [
    HEAD,
    ...section('buildspec.yml', sourceRows(BUILDSPEC_MISTAKES)),
    ...section('appspec.yml', sourceRows(APPSPEC_MISTAKES)),
    ...section('Hook scripts', sourceRows(HOOK_SCRIPT_MISTAKES)),
    ...section('Cloud assembly', RULES.map(({ id, severity }) => [id, severity === 'warning' ? ' (warning)' : '', mistakesOf(id)])),
  ].join('\n');
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return [`## ${title}`, '', '| rule | for example |', '|---|---|', ...rows.map(([rule, severity, examples]) => `| \`${rule}\`${severity} | ${examples} |`), ''];
}

function mistakesOf(rule: string): string {
  return [...MUTATIONS, ...ACCOUNT_MUTATIONS].filter(([id]) => id === rule).map(([, what]) => what).join('; ');
}

/** One row a rule, in the order of the first mistake. */
function sourceRows(mistakes: readonly Mistake[]): string[][] {
  const byRule = new Map<string, string[]>();
  for (const [what, , finding] of mistakes) {
    const [rule] = finding.split(' ');
    byRule.set(rule, [...byRule.get(rule) ?? [], what]);
  }
  return [...byRule].map(([rule, whats]) => [rule, '', whats.join('; ')]);
}
