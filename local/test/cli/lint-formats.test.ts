import { toBeValidSarifLog } from '@microsoft/jest-sarif';
import { parser } from 'sax';
import type { CheckResult, Finding } from '../../src/checks/finding';
import { formatFindings } from '../../src/cli/lint-formats/lint-format';

declare module 'expect' {
  interface Matchers<R> { toBeValidSarifLog(): R }
}
expect.extend({ toBeValidSarifLog });

/** The elements of a well-formed document. */
function elementsOf(xml: string): { name: string; attributes: Record<string, string> }[] {
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  const reader = parser(true);
  reader.onerror = (error) => { throw error; };
  reader.onopentag = ({ name, attributes }) => elements.push({ name, attributes: attributes as Record<string, string> });
  reader.write(xml).close();
  return elements;
}

const finding = (change: Partial<Finding> = {}): Finding => ({
  rule: 'appspec.hook-script',
  severity: 'error',
  file: 'appspec.yml',
  line: 5,
  message: 'must be in the revision',
  value: 'strat.sh',
  fix: 'correct it',
  ...change,
});
const ofTemplate = finding({
  rule: 'pipeline.role',
  severity: 'warning',
  file: 'cdk.out/My Stack.template.json',
  line: undefined,
  logicalId: 'Role',
  path: 'Properties.Path',
  value: undefined,
});
const hostile = finding({ file: 'a,b:c%.yml', message: 'is "<wrong>" & \u0001 spans\r\n::error::two lines' });
const RESULT: CheckResult = { findings: [finding(), ofTemplate, hostile], notChecked: ['the cloud assembly: none\nfound'] };
const NOTHING: CheckResult = { findings: [], notChecked: [] };

test.each([['findings', RESULT], ['nothing', NOTHING]])('SARIF of %s is valid against its schema', (_what, result) => {
  expect(JSON.parse(formatFindings('sarif', result))).toBeValidSarifLog();
});

test('the schema rejects a document that is not SARIF', () => {
  const { runs: [run], ...log } = JSON.parse(formatFindings('sarif', RESULT)) as { runs: [object] };
  expect({ ...log, runs: [{ ...run, results: [{ level: 'wrong' }] }] }).not.toBeValidSarifLog();
});

test('SARIF contains the rule, the level, the location and the text of each finding', () => {
  const { runs: [{ results, tool }] } = JSON.parse(formatFindings('sarif',
    RESULT)) as { runs: [{ results: unknown[]; tool: { driver: { rules: unknown[] } } }] };
  expect(tool.driver.rules).toHaveLength(2);
  expect(results.slice(0, 2)).toEqual([
    {
      ruleId: 'appspec.hook-script',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'must be in the revision, got: strat.sh; correct it' },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'appspec.yml' }, region: { startLine: 5 } } }],
    },
    {
      ruleId: 'pipeline.role',
      ruleIndex: 1,
      level: 'warning',
      message: { text: 'Role.Properties.Path: must be in the revision; correct it' },
      locations: [{
        physicalLocation: { artifactLocation: { uri: 'cdk.out/My%20Stack.template.json' } }, logicalLocations: [{ name: 'Role', kind: 'resource' }],
      }],
    },
  ]);
});

test('GitHub gets one command for each finding, whatever it contains', () => {
  expect(formatFindings('github', RESULT).split('\n')).toEqual([
    '::error file=appspec.yml,line=5,title=appspec.hook-script::must be in the revision, got: strat.sh; correct it',
    '::warning file=cdk.out/My Stack.template.json,title=pipeline.role::Role.Properties.Path: must be in the revision; correct it',
    '::error file=a%2Cb%3Ac%25.yml,line=5,title=appspec.hook-script::is "<wrong>" & \u0001 spans%0D%0A::error::two lines, got: strat.sh; correct it',
    '::notice::the cloud assembly: none%0Afound',
    '',
  ]);
  expect(formatFindings('github', NOTHING)).toBe('');
});

test('JUnit has a test case for each finding, and only errors fail', () => {
  const [suite, ...cases] = elementsOf(formatFindings('junit', RESULT)).filter(({ name }) => /testsuite$|testcase/.test(name));
  expect(suite.attributes).toMatchObject({ tests: '3', failures: '2' });
  expect(cases[0].attributes.name).toBe('appspec.yml:5: must be in the revision, got: strat.sh; correct it [appspec.hook-script]');
  expect(cases[2].attributes.name).toContain('is "<wrong>" &  spans\r\n::error::two lines');
  expect(elementsOf(formatFindings('junit', RESULT)).filter(({ name }) => name === 'failure')).toHaveLength(2);
});

test('JUnit without findings is a single test case that passed', () => {
  expect(formatFindings('junit', NOTHING)).toContain('tests="1" failures="0"');
});
