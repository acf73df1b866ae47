import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks, type NagPack } from 'cdk-nag';
import { fullestPipeline } from '../helpers/fullest';
import { webPipeline } from '../helpers/web-pipeline';

const HEAD = `# What cdk-nag finds

Made by \`npx projen docs:tables\` from the smallest and the fullest use of the library; a test fails when it is not current.
AwsSolutions must be clean: what does not apply is acknowledged where the resource is made, with the reason that is listed below. The packs
of NIST 800-53 R5, HIPAA and PCI DSS 3.2.1 ask for more than an application of every kind needs; this is where a team that is audited by
them starts.
`;

type Pack = new (app: App) => NagPack;
const PACKS: [string, Pack][] = [
  ['AwsSolutions', AwsSolutionsChecks], ['NIST 800-53 R5', NIST80053R5Checks], ['HIPAA', HIPAASecurityChecks], ['PCI DSS 3.2.1', PCIDSS321Checks],
];

interface Findings { readonly rule: string; readonly description: string; readonly count: number }

/** The text of `docs/security-findings.md`. */
export function findingsTable(): string {
  const uses: [string, App][] = [['smallest', new App()], ['fullest', new App()]];
  webPipeline({}, uses[0][1]);
  fullestPipeline(uses[1][1]);
  const found = PACKS.map(([title, Check]) => ({ title, byUse: uses.map(([, app]) => findings(new Check(app), app)) }));
  return [
    HEAD,
    '| pack | findings, smallest use | findings, fullest use |', '|---|---|---|',
    ...found.map(({ title, byUse }) => `| ${title} | ${byUse.map((list) => sum(list)).join(' | ')} |`),
    '',
    ...found.filter(({ byUse }) => sum(byUse[1]) > 0).map(({ title, byUse }) => section(title, byUse[1])),
    '## Acknowledged of AwsSolutions', '', '| rule | why |', '|---|---|',
    ...acknowledged(uses[1][1]).map(([rule, reason]) => `| ${rule} | ${reason} |`),
    '',
  ].join('\n');
}

function findings(pack: NagPack, app: App): Findings[] {
  return pack.validateScope(app).violations
    .map(({ ruleName, description, violatingResources }) => ({ rule: ruleName, description, count: violatingResources.length }))
    .sort((a, b) => a.rule.localeCompare(b.rule));
}

const sum = (list: Findings[]): number => list.reduce((total, { count }) => total + count, 0);

function section(title: string, list: Findings[]): string {
  return [
    `## ${title}, fullest use`, '', '| rule | resources | what it asks for |', '|---|---|---|',
    ...list.map(({ rule, count, description }) => `| ${plain(rule)} | ${count} | ${plain(description)} |`), '',
  ].join('\n');
}

/** Wildcards once a reason: which resources they are is in `docs/permissions.md`. */
function acknowledged(app: App): [string, string][] {
  const entries = app.node.findAll().flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .map(([id, reason]): [string, string] => [id.replace(/\[.*/s, ''), reason]);
  const unique = new Map(entries.map(([rule, reason]) => [`${rule} ${reason}`, [rule, reason] as [string, string]]));
  return [...unique.values()].sort((a, b) => a.join(' ').localeCompare(b.join(' ')));
}

/** Markdown takes `<...>` for HTML. */
function plain(value: string): string {
  return value.replace(/\s+/g, ' ').replaceAll('<', '&lt;').replaceAll('|', '\\|');
}
