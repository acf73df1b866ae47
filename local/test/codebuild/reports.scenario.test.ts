import { readdirSync } from 'node:fs';
import { build, removeTemporaryDirectories, temporaryDirectory } from './sample';
import type { Tree } from './sample';
import { parseXml } from '../../src/codebuild/reports/xml';

afterAll(removeTemporaryDirectories);

async function reportsOf(reports: object, tree: Tree, reportsDirectory?: string) {
  const { result } = await build(JSON.stringify({ version: 0.2, phases: { build: { commands: ['true'] } }, reports }), { tree, reportsDirectory });
  return result;
}

const JUNIT = `<?xml version="1.0"?>
<testsuites><testsuite name="s">
  <testcase classname="links" name="works"/>
  <testcase classname="links" name="breaks"><failure message="expected 1 &lt; 0">trace</failure></testcase>
  <testcase classname="links" name="explodes"><error>boom</error></testcase>
  <testcase classname="links" name="later"><skipped/></testcase>
</testsuite></testsuites>`;

describe('test reports', () => {
  test.each<[string, string, object]>([
    ['JUNITXML', JUNIT, {
      passed: 1, failed: 2, skipped: 1, failures: [{ name: 'links breaks', message: 'expected 1 < 0' }, { name: 'links explodes', message: 'boom' }],
    }],
    ['junitxml', '<testsuite><testcase name="a"/></testsuite>', { passed: 1, failed: 0, skipped: 0, failures: [] }],
    [
      'NUNITXML',
      '<test-results><test-suite><results><test-case name="a" executed="True" success="True"/>'
      + '<test-case name="b" executed="True" success="False"><failure><message>no</message></failure></test-case>'
      + '<test-case name="c" executed="False"/></results></test-suite></test-results>',
      { passed: 1, failed: 1, skipped: 1, failures: [{ name: 'b', message: 'no' }] },
    ],
    [
      'NUNIT3XML',
      '<test-run><test-suite><test-case fullname="N.a" result="Passed"/>'
      + '<test-case fullname="N.b" result="Failed"><failure><message>no</message></failure></test-case>'
      + '<test-case fullname="N.c" result="Skipped"/></test-suite></test-run>',
      { passed: 1, failed: 1, skipped: 1, failures: [{ name: 'N.b', message: 'no' }] },
    ],
    [
      'TESTNGXML',
      '<testng-results><suite><test><class><test-method name="a" status="PASS"/>'
      + '<test-method name="b" status="FAIL"><exception class="E"><message>no</message></exception></test-method>'
      + '<test-method name="c" status="SKIP"/></class></test></suite></testng-results>',
      { passed: 1, failed: 1, skipped: 1, failures: [{ name: 'b', message: 'no' }] },
    ],
    [
      'VISUALSTUDIOTRX',
      '<TestRun><Results><UnitTestResult testName="a" outcome="Passed"/>'
      + '<UnitTestResult testName="b" outcome="Failed"><Output><ErrorInfo><Message>no</Message></ErrorInfo></Output></UnitTestResult>'
      + '<UnitTestResult testName="c" outcome="NotExecuted"/></Results></TestRun>',
      { passed: 1, failed: 1, skipped: 1, failures: [{ name: 'b', message: 'no' }] },
    ],
    [
      'CUCUMBERJSON',
      JSON.stringify([{
        name: 'F',
        elements: [
          { type: 'background', steps: [] },
          { type: 'scenario', name: 'a', steps: [{ result: { status: 'passed' } }] },
          { type: 'scenario', name: 'b', steps: [{ result: { status: 'failed', error_message: 'no' } }] },
          { type: 'scenario', name: 'c', steps: [{ result: { status: 'undefined' } }] },
        ],
      }]),
      { passed: 1, failed: 1, skipped: 1, failures: [{ name: 'F b', message: 'no' }] },
    ],
  ])('%s', async (format, text, tests) => {
    const { reports } = await reportsOf({ unit: { 'files': ['out/*'], 'file-format': format } }, { 'out/result': text });
    expect(reports).toEqual([{ group: 'unit', format: format.toUpperCase(), files: ['out/result'], tests, problems: [] }]);
  });

  test('are totalled over all files, and the files are kept', async () => {
    const reportsDirectory = temporaryDirectory();
    const tree = { 'out/a.xml': JUNIT, 'out/sub/b.xml': JUNIT };
    const { reports } = await reportsOf({ unit: { 'files': ['**/*.xml'], 'base-directory': 'out' } }, tree, reportsDirectory);
    expect(reports[0].tests).toMatchObject({ passed: 2, failed: 4, skipped: 2 });
    expect(readdirSync(reportsDirectory, { recursive: true }).sort()).toEqual(['unit', 'unit/a.xml', 'unit/sub', 'unit/sub/b.xml']);
  });
});

describe('coverage reports', () => {
  test.each([
    ['CLOVERXML', '<coverage><project><metrics statements="10" coveredstatements="7"/></project></coverage>'],
    ['COBERTURAXML', `<coverage><packages><package><classes><class><lines>${
      '<line hits="1"/>'.repeat(7)}${'<line hits="0"/>'.repeat(3)}</lines></class></classes></package></packages></coverage>`],
    ['JACOCOXML', '<report><counter type="BRANCH" missed="1" covered="1"/><counter type="LINE" missed="3" covered="7"/></report>'],
    ['SIMPLECOV', JSON.stringify({ RSpec: { coverage: { 'a.rb': { lines: [1, 1, 1, null, 0] }, 'b.rb': [2, 2, 2, 2, 0, 0, null] } } })],
  ])('%s', async (format, text) => {
    const { reports } = await reportsOf({ cov: { 'files': 'cov', 'file-format': format } }, { cov: text });
    expect(reports[0]).toMatchObject({ coverage: { linesCovered: 7, linesTotal: 10 }, problems: [] });
  });
});

describe('a report never fails the build, but reports', () => {
  test.each<[string, Tree, string]>([
    ['that it has no files', {}, 'no matching report paths found'],
    ['that a file is not XML', { 'r.xml': '<testsuite>' }, 'r.xml: '],
    ['that a file declares entities',
      { 'r.xml': '<!DOCTYPE t [<!ENTITY a "b">]><testsuite>&a;</testsuite>' }, 'r.xml: the document declares entities'],
    ['that a file ends too early', { 'r.xml': '<a><b></a>' }, 'r.xml: Unexpected close tag at line 1'],
    ['that a file is nested too deep', { 'r.xml': '<a>'.repeat(201) }, 'r.xml: the document is nested deeper than 200 elements'],
    ['that an element has too many attributes', { 'r.xml': `<a ${Array.from({ length: 1_001 }, (_, each) => `a${each}=""`).join(' ')}/>` },
      'r.xml: an element has more than 1000 attributes'],
    ['that a file has too many elements', { 'r.xml': `<a>${'<b/>'.repeat(1_000_000)}</a>` },
      'r.xml: the document has more than 1000000 elements and attributes'],
    ['that a file is too large', { 'r.xml': ' '.repeat(8 * 1024 * 1024 + 1) }, 'r.xml: larger than 8388608 bytes'],
  ])('%s', async (_what, tree, problem) => {
    const { status, reports, messages } = await reportsOf({ unit: { files: 'r.xml' } }, tree);
    expect(status).toBe('SUCCEEDED');
    expect(reports[0].problems[0]).toContain(problem);
    expect(messages[0]).toContain(`report unit: ${problem}`);
  });
});

test('JSON with too many values is refused', async () => {
  const { reports } = await reportsOf({ unit: { 'files': 'r.json', 'file-format': 'CUCUMBERJSON' } }, { 'r.json': `[${'{},'.repeat(250_001)}{}]` });
  expect(reports[0].problems).toEqual(['r.json: the document has more than 1000000 values']);
});

test('other work gets its turn while a large document is read', async () => {
  let turns = 0;
  const count = (): NodeJS.Immediate => setImmediate(() => {
    turns += 1;
    counting = count();
  });
  let counting = count();
  const text = `<testsuite>${'<testcase classname="links" name="works"/>'.repeat(25_000)}</testsuite>`;
  await parseXml(text);
  clearImmediate(counting);
  expect(turns).toBeGreaterThanOrEqual(Math.floor(text.length / (64 * 1024)));
});
