import { parseJson } from './json';
import type { Coverage } from './report';
import type { CoverageReportFormat } from '../buildspec';
import { child, descendants, parseXml } from './xml';

const READERS: Readonly<Record<CoverageReportFormat, (text: string) => Coverage | Promise<Coverage>>> = {
  CLOVERXML: async (text) => {
    const project = descendants(await parseXml(text), 'project')[0];
    const metrics = project && child(project, 'metrics');
    return coverage(metrics?.attributes.coveredstatements, metrics?.attributes.statements);
  },
  COBERTURAXML: async (text) => {
    const lines = descendants(await parseXml(text), 'class').flatMap((type) => child(type, 'lines')?.children ?? []);
    return coverage(lines.filter(({ attributes }) => Number(attributes.hits) > 0).length, lines.length);
  },
  JACOCOXML: async (text) => {
    const counter = (await parseXml(text)).children.find(({ name, attributes }) => name === 'counter' && attributes.type === 'LINE');
    const covered = Number(counter?.attributes.covered);
    return coverage(covered, covered + Number(counter?.attributes.missed));
  },
  SIMPLECOV: (text) => {
    const lines = linesOf(parseJson(text)).filter((hits) => hits !== null);
    return coverage(lines.filter((hits) => hits > 0).length, lines.length);
  },
};

/** Parses a code coverage file. Throws a SyntaxError if it does not match its format. */
export async function readCoverage(format: CoverageReportFormat, text: string): Promise<Coverage> {
  return READERS[format](text);
}

function coverage(covered: unknown, total: unknown): Coverage {
  const result = { linesCovered: Number(covered), linesTotal: Number(total) };
  if (Number.isNaN(result.linesCovered) || Number.isNaN(result.linesTotal)) throw new SyntaxError('the file has no line coverage');
  return result;
}

/** `{ "<command>": { "coverage": { "<file>": { "lines": [1, null, 0] } } } }`; older files have no `lines`. */
function linesOf(document: unknown): (number | null)[] {
  const runs = Object.values(document as Record<string, { readonly coverage?: Record<string, unknown> } | null>);
  return runs.flatMap((run) => Object.values(run?.coverage ?? {})).flatMap((file) => {
    const lines: unknown = Array.isArray(file) ? file : (file as { readonly lines?: unknown } | null)?.lines;
    return Array.isArray(lines) ? lines.filter((hits): hits is number | null => hits === null || typeof hits === 'number') : [];
  });
}
