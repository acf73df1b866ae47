import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApprovalState } from '../model/run-state';

export type TestReport = NonNullable<ApprovalState['testReport']>;

/** Sums up the JUnit files that a build reported; `undefined` when there are none. */
export async function readTestReport(directory: string): Promise<TestReport | undefined> {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  const files = names.filter((name) => name.endsWith('.xml')).sort();
  if (files.length === 0) return undefined;
  const counts = await Promise.all(files.map(async (name) => countsOf(await readFile(join(directory, name), 'utf8'))));
  const sum = (key: keyof Counts) => counts.reduce((total, each) => total + each[key], 0);
  const [tests, failed, skipped] = [sum('tests'), sum('failed'), sum('skipped')];
  return { passed: tests - failed - skipped, failed, skipped, files };
}

interface Counts {
  readonly tests: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A case counts, not the totals that a suite claims for itself: reporters differ in what they put there. */
function countsOf(xml: string): Counts {
  const tests = xml.match(/<testcase[\s/>]/g)?.length ?? 0;
  return {
    tests,
    failed: Math.min(tests, (xml.match(/<failure[\s/>]/g)?.length ?? 0) + (xml.match(/<error[\s/>]/g)?.length ?? 0)),
    skipped: Math.min(tests, xml.match(/<skipped[\s/>]/g)?.length ?? 0),
  };
}
