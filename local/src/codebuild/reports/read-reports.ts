import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readCoverage } from './coverage-formats';
import type { Coverage, TestReport, TestResults } from './report';
import { readTestResults } from './test-formats';
import type { CoverageReportFormat, ReportSpec, TestReportFormat } from '../buildspec';
import { TEST_REPORT_FORMATS } from '../buildspec';
import type { SelectedFile, Selection, SelectionOptions } from '../file-selection';
import { selectFiles } from '../file-selection';
import { PhaseError } from '../phase-error';

export interface ReportOptions extends SelectionOptions {
  /** Where to keep the files; without it they are deleted with the build. */
  readonly reportsDirectory?: string;
}

/** Limits for a file, and for all files of a group; AWS accepts 500 test cases. */
const LARGEST_FILE = 8 * 1024 * 1024;
const LARGEST_GROUP = 64 * 1024 * 1024;

/** Reads the files of a report group. An unreadable file is a problem of the report, and never fails the build. */
export async function readReport(spec: ReportSpec, options: ReportOptions): Promise<TestReport> {
  const { files, missingBase, refused } = await selected(spec, options);
  if (options.reportsDirectory !== undefined) await keep(files, join(options.reportsDirectory, directoryName(spec.group)));
  const report = { group: spec.group, format: spec.format, files: files.map(({ target }) => target) };
  if (files.length === 0) {
    const missing = missingBase === undefined ? 'no matching report paths found' : `no matching base directory path found for ${missingBase}`;
    return { ...report, problems: [refused ?? missing] };
  }
  const problems: string[] = [];
  const read = <T>(parse: (text: string) => Promise<T>) => readAll(files, parse, problems);
  const { format } = spec;
  if (isTestFormat(format)) return { ...report, tests: sumOfTests(await read((text) => readTestResults(format, text))), problems };
  return { ...report, coverage: sumOfCoverage(await read((text) => readCoverage(format, text))), problems };
}

async function selected(spec: ReportSpec, options: ReportOptions): Promise<Selection & { readonly refused?: string }> {
  try {
    return await selectFiles(spec, options);
  } catch (error) {
    if (!(error instanceof PhaseError)) throw error;
    return { files: [], unmatched: [], refused: error.message };
  }
}

async function keep(files: readonly SelectedFile[], directory: string): Promise<void> {
  for (const { path, target } of files) {
    await mkdir(dirname(join(directory, target)), { recursive: true });
    await copyFile(path, join(directory, target));
  }
}

/** A group's name, or the last part of its ARN, as a valid directory name. */
function directoryName(group: string): string {
  return group.slice(group.lastIndexOf('/') + 1).replace(/[^\w.-]/g, '-').replace(/^\.+$/, 'reports');
}

async function readAll<T>(files: readonly SelectedFile[], parse: (text: string) => Promise<T>, problems: string[]): Promise<T[]> {
  const results: T[] = [];
  let bytes = 0;
  for (const { path, target } of files) {
    try {
      const { size } = await stat(path);
      if (size > LARGEST_FILE) throw new SyntaxError(`larger than ${LARGEST_FILE} bytes`);
      bytes += size;
      if (bytes > LARGEST_GROUP) throw new SyntaxError(`the group is larger than ${LARGEST_GROUP} bytes`);
      results.push(await parse(await readFile(path, 'utf8')));
    } catch (error) {
      problems.push(`${target}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return results;
}

function sumOfTests(results: readonly TestResults[]): TestReport['tests'] {
  const sum = (key: keyof TestResults['counts']) => results.reduce((total, { counts }) => total + counts[key], 0);
  const failures = results.flatMap((each) => each.failures).slice(0, 20);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), failures };
}

function sumOfCoverage(results: readonly Coverage[]): Coverage {
  const sum = (key: keyof Coverage) => results.reduce((total, coverage) => total + coverage[key], 0);
  return { linesCovered: sum('linesCovered'), linesTotal: sum('linesTotal') };
}

function isTestFormat(format: TestReportFormat | CoverageReportFormat): format is TestReportFormat {
  return (TEST_REPORT_FORMATS as readonly string[]).includes(format);
}
