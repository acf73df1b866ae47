import { findingText, type CheckResult, type Finding } from '../../checks/finding';

/** Characters that XML 1.0 cannot contain, even escaped. */
// eslint-disable-next-line no-control-regex
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;',
};

/** One test case per finding: an error is a failure, a warning is not. */
export function junitReport({ findings, notChecked }: CheckResult): string {
  const failures = findings.filter(({ severity }) => severity === 'error').length;
  const cases = findings.length > 0 ? findings.map(testCase) : ['<testcase classname="gostyle" name="lint"/>'];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `<testsuite name="gostyle lint" tests="${cases.length}" failures="${failures}">`,
    ...cases,
    ...notChecked.length > 0 ? [`<system-out>${escaped(notChecked.join('\n'))}</system-out>`] : [],
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(finding: Finding): string {
  const text = escaped(findingText(finding));
  const outcome = finding.severity === 'error' ? `<failure message="${text}"/>` : `<system-out>${text}</system-out>`;
  return `<testcase classname="${escaped(finding.rule)}" name="${text}">${outcome}</testcase>`;
}

function escaped(text: string): string {
  return text.replace(NO_XML, '').replace(/[&<>"\n\r\t]/g, (character) => ENTITIES[character] ?? character);
}
