import { RULES } from '../../local/src/checks/assembly/rules';
import {
  APPSPEC_MISTAKES, BUILDSPEC_MISTAKES, DOCKERFILE_MISTAKES, FUNCTION_MISTAKES, GIVEN_MISTAKES, HOOK_SCRIPT_MISTAKES, START_SCRIPT_MISTAKES,
  UNIT_MISTAKES, type Mistake,
} from '../../local/test/checks/mistakes';
import { ACCOUNT_MUTATIONS } from '../checks/mutations/accounts';
import { MUTATIONS } from '../checks/mutations/mutations';
import { TASK_MUTATIONS } from '../checks/mutations/tasks';

const HEAD = `# What \`gostyle lint\` finds

Made by \`npx projen docs:tables\` from the mistakes that the tests make; a test fails when it is not current. The same checks run at every
synthesis of the library. A finding names the rule, the file and line or the resource and its property, the value, and the fix.

An **error** will fail on AWS, or break at run time. A **warning** is advice, or something that cannot be known for certain. Synthesis judges only the
stacks that the construct makes and the stack that it is in, and what you add to them gives warnings. \`gostyle lint\` judges every
stack of an assembly. What could not be checked is reported too (\`notChecked\` with \`--json\`).

What CloudFormation's own schemas say of a resource (names and types of properties, values, references) is found by
[CloudFormation Validate](https://github.com/aws-cloudformation/cloudformation-validate), which aws-cdk-lib runs at every synthesis and
\`gostyle lint\` on every assembly; its rules have names like \`CloudFormation-Validate::F3002\`
([why](decisions/0042-cloudformation-validate.md)). The tables below are what it cannot know.

A finding that is meant is acknowledged as every finding in the CDK is, with a reason, on the resource, on a construct around it, or on the stack:

\`\`\`ts
Validations.of(deploymentGroup).acknowledge({ id: 'gostyle::codedeploy.capacity', reason: 'two hosts are enough for a test' });
\`\`\`

Synthesis and \`gostyle lint\` both follow it: the reason is kept in the cloud assembly.
`;

/** The text of `docs/checks.md`. */
export function checksTable(): string {
  return [
    HEAD,
    ...section('buildspec.yml', sourceRows(BUILDSPEC_MISTAKES)),
    ...section('appspec.yml', sourceRows(APPSPEC_MISTAKES)),
    ...section('Hook scripts', sourceRows(HOOK_SCRIPT_MISTAKES)),
    ...section('systemd units', sourceRows([...UNIT_MISTAKES, ...GIVEN_MISTAKES])),
    ...section('Dockerfile', sourceRows(DOCKERFILE_MISTAKES)),
    ...section('Function', sourceRows([...FUNCTION_MISTAKES, ...START_SCRIPT_MISTAKES])),
    ...section('Cloud assembly', RULES.map(({ id, severity }) => [id, severity === 'warning' ? ' (warning)' : '', mistakesOf(id)])),
  ].join('\n');
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  const lines = rows.map(([rule, severity, examples]) => `| \`${rule}\`${severity} | ${examples} |`);
  return [`## ${title}`, '', '| rule | for example |', '|---|---|', ...lines, ''];
}

function mistakesOf(rule: string): string {
  return [...MUTATIONS, ...ACCOUNT_MUTATIONS, ...TASK_MUTATIONS].filter(([id]) => id === rule).map(([, what]) => what).join('; ');
}

/** One row a rule, in the order of the first mistake. */
function sourceRows(mistakes: readonly Mistake[]): string[][] {
  const byRule = new Map<string, string[]>();
  for (const [what, , ...findings] of mistakes) {
    for (const rule of new Set(findings.map((finding) => finding.split(' ')[1]))) byRule.set(rule, [...byRule.get(rule) ?? [], what]);
  }
  return [...byRule].map(([rule, whats]) => [rule, '', whats.join('; ')]);
}
