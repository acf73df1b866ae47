import type { ArtifactSpec, CacheSpec, FileSelection, ReportSpec } from './buildspec';
import { COVERAGE_REPORT_FORMATS, TEST_REPORT_FORMATS } from './buildspec';
import { BuildspecError } from './buildspec-error';
import { flagOf, listOf, requireMapping, textOf } from './buildspec-fields';
import type { DocumentValue } from '../yaml/document';

const REPORT_FORMATS = [...TEST_REPORT_FORMATS, ...COVERAGE_REPORT_FORMATS];
const MOST_REPORT_GROUPS = 5;
const MOST_FALLBACK_KEYS = 5;

export function parseArtifact(value: DocumentValue, path: string): ArtifactSpec {
  requireMapping(value, path);
  const field = (key: string) => value.entries.get(key)?.value;
  return {
    line: value.line,
    ...selectionOf(value, path),
    name: textOf(field('name'), `${path}/name`),
    s3Prefix: textOf(field('s3-prefix'), `${path}/s3-prefix`),
    enableSymlinks: flagOf(field('enable-symlinks'), `${path}/enable-symlinks`),
  };
}

export function parseReports(value: DocumentValue): ReportSpec[] {
  requireMapping(value, 'reports');
  const groups = [...value.entries];
  if (groups.length > MOST_REPORT_GROUPS) {
    throw new BuildspecError(
      `Invalid reports: a project can have at most ${MOST_REPORT_GROUPS} report groups, found ${groups.length} at line ${value.line}`,
      value.line,
    );
  }
  return groups.map(([group, { value: spec, line }]) => {
    requireMapping(spec, `reports/${group}`);
    const written = textOf(spec.entries.get('file-format')?.value, `reports/${group}/file-format`) ?? 'JUNITXML';
    const format = REPORT_FORMATS.find((known) => known === written.toUpperCase());
    if (!format) throw new BuildspecError(`Invalid file-format: ${written}. Expecting: ${REPORT_FORMATS.join(',')} at line ${line}`, line);
    const selection = selectionOf(spec, `reports/${group}`);
    if (selection.files.length === 0) throw new BuildspecError(`Invalid reports: \`files\` is required in ${group} at line ${line}`, line);
    return { group, format, ...selection };
  });
}

export function parseCache(value: DocumentValue): CacheSpec {
  requireMapping(value, 'cache');
  const action = textOf(value.entries.get('action')?.value, 'cache/action');
  if (action !== undefined && action !== 'restore' && action !== 'save') {
    throw new BuildspecError(`Invalid cache action: ${action}. Expecting: restore,save at line ${value.line}`, value.line);
  }
  const fallbackKeys = listOf(value.entries.get('fallback-keys')?.value, 'FallbackKeys').map(({ text }) => text);
  if (fallbackKeys.length > MOST_FALLBACK_KEYS) {
    throw new BuildspecError(
      `Invalid cache: at most ${MOST_FALLBACK_KEYS} fallback-keys, found ${fallbackKeys.length} at line ${value.line}`,
      value.line,
    );
  }
  return {
    paths: listOf(value.entries.get('paths')?.value, 'Paths').map(({ text }) => text),
    key: textOf(value.entries.get('key')?.value, 'cache/key'),
    fallbackKeys,
    action: action ?? 'restore-and-save',
  };
}

function selectionOf(value: DocumentValue, path: string): FileSelection {
  const field = (key: string) => value.entries.get(key)?.value;
  return {
    files: listOf(field('files'), 'Files').map(({ text }) => text),
    baseDirectory: textOf(field('base-directory'), `${path}/base-directory`),
    excludePaths: listOf(field('exclude-paths'), 'ExcludePaths').map(({ text }) => text),
    discardPaths: flagOf(field('discard-paths'), `${path}/discard-paths`),
  };
}
