import { parseJson } from './json';
import type { FailedTest, TestResults } from './report';
import type { TestReportFormat } from '../buildspec';
import type { XmlElement } from './xml';
import { child, descendants, parseXml } from './xml';

type Outcome = 'passed' | 'failed' | 'skipped';

interface TestCase {
  readonly name: string;
  readonly outcome: Outcome;
  readonly message?: string;
}

const MOST_FAILURES = 20;
const LONGEST_MESSAGE = 1_000;

/** How each format represents test results. */
const READERS: Readonly<Record<TestReportFormat, (text: string) => TestCase[] | Promise<TestCase[]>>> = {
  JUNITXML: async (text) => testCases(await parseXml(text), 'testcase', (test) => {
    const failure = child(test, 'failure', 'error');
    if (failure) return { outcome: 'failed', message: failure.attributes.message || failure.text };
    return { outcome: child(test, 'skipped') ? 'skipped' : 'passed' };
  }, ({ classname, name }) => [classname, name].filter(Boolean).join(' ')),

  NUNITXML: async (text) => testCases(await parseXml(text), 'test-case', (test) => {
    const { executed, success, result = '' } = test.attributes;
    if (executed === 'False' || /ignored|skipped|notrunnable|inconclusive/i.test(result)) return { outcome: 'skipped' };
    const passed = success === 'True' || /^success/i.test(result);
    return passed ? { outcome: 'passed' } : { outcome: 'failed', message: messageOf(test) };
  }),

  NUNIT3XML: async (text) => testCases(await parseXml(text), 'test-case', (test) => {
    const result = test.attributes.result ?? '';
    if (result === 'Passed') return { outcome: 'passed' };
    return result === 'Failed' ? { outcome: 'failed', message: messageOf(test) } : { outcome: 'skipped' };
  }, ({ fullname, name }) => fullname || name || ''),

  TESTNGXML: async (text) => testCases(await parseXml(text), 'test-method', (test) => {
    const { status } = test.attributes;
    if (status === 'PASS') return { outcome: 'passed' };
    const exception = child(test, 'exception');
    if (status !== 'FAIL') return { outcome: 'skipped' };
    return { outcome: 'failed', message: (exception && child(exception, 'message')?.text) || exception?.attributes.class };
  }),

  VISUALSTUDIOTRX: async (text) => testCases(await parseXml(text), 'UnitTestResult', (test) => {
    const { outcome } = test.attributes;
    if (outcome === 'Passed') return { outcome: 'passed' };
    if (!['Failed', 'Error', 'Timeout'].includes(outcome)) return { outcome: 'skipped' };
    return { outcome: 'failed', message: descendants(test, 'Message')[0]?.text };
  }, ({ testName }) => testName ?? ''),

  CUCUMBERJSON: (text) => cucumberScenarios(parseJson(text)),
};

/** Parses a file of test results. Throws a SyntaxError if it does not match its format. */
export async function readTestResults(format: TestReportFormat, text: string): Promise<TestResults> {
  const cases = await READERS[format](text);
  const count = (wanted: Outcome) => cases.filter(({ outcome }) => outcome === wanted).length;
  return {
    counts: { passed: count('passed'), failed: count('failed'), skipped: count('skipped') },
    failures: cases.filter(({ outcome }) => outcome === 'failed').slice(0, MOST_FAILURES).map(failureOf),
  };
}

function failureOf({ name, message = '' }: TestCase): FailedTest {
  return { name, message: message.slice(0, LONGEST_MESSAGE) };
}

function testCases(
  root: XmlElement,
  element: string,
  judge: (test: XmlElement) => Omit<TestCase, 'name'>,
  nameOf: (attributes: XmlElement['attributes']) => string = ({ name }) => name ?? '',
): TestCase[] {
  return descendants(root, element).map((test) => ({ name: nameOf(test.attributes), ...judge(test) }));
}

function messageOf(test: XmlElement): string | undefined {
  return descendants(test, 'message')[0]?.text;
}

interface CucumberFeature {
  readonly name?: string;
  readonly elements?: readonly { readonly name?: string; readonly type?: string; readonly steps?: readonly CucumberStep[] }[];
}

interface CucumberStep {
  readonly name?: string;
  readonly result?: { readonly status?: string; readonly error_message?: string };
}

function cucumberScenarios(document: unknown): TestCase[] {
  if (!Array.isArray(document)) throw new SyntaxError('a Cucumber report is a list of features');
  return (document as readonly CucumberFeature[]).flatMap(({ name: feature = '', elements = [] }) => elements
    .filter(({ type }) => type !== 'background')
    .map(({ name = '', steps = [] }): TestCase => {
      const failed = steps.find(({ result }) => result?.status === 'failed');
      if (failed) return { name: `${feature} ${name}`.trim(), outcome: 'failed', message: failed.result?.error_message ?? failed.name };
      const skipped = steps.some(({ result }) => result?.status !== 'passed');
      return { name: `${feature} ${name}`.trim(), outcome: skipped ? 'skipped' : 'passed' };
    }));
}
