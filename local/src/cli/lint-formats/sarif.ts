import type { Log, Result } from 'sarif';
import { sentenceOf } from './subject';
import type { CheckResult, Finding } from '../../checks/finding';

const DOCUMENTATION = 'https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/checks.md';

/** SARIF for code scanning: one run, with a result per finding. */
export function sarifLog({ findings, notChecked }: CheckResult): Log {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'gostyle lint', informationUri: DOCUMENTATION, rules: rules.map((id) => ({ id, helpUri: DOCUMENTATION })) } },
      results: findings.map((finding) => resultOf(finding, rules.indexOf(finding.rule))),
      invocations: [{ executionSuccessful: true, toolExecutionNotifications: notChecked.map((text) => ({ level: 'note', message: { text } })) }],
    }],
  };
}

function resultOf(finding: Finding, ruleIndex: number): Result {
  const { rule, severity, file, line, logicalId } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: sentenceOf(finding) },
    locations: [{
      physicalLocation: { artifactLocation: { uri: encodeURI(file) }, ...line !== undefined && { region: { startLine: line } } },
      ...logicalId !== undefined && { logicalLocations: [{ name: logicalId, kind: 'resource' }] },
    }],
  };
}
