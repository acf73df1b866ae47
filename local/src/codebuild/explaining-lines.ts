import { stripVTControlCharacters } from 'node:util';
import { ownCommand } from '../messages/own-command';
import { ownTrace } from '../messages/traces/own-trace';

/** As many lines as people read: of the beginning of the cause, and of the end of the output. */
const BEGINNING = 12;
const END = 18;

/** Progress of downloads and installations, which never explains a failure. */
const PROGRESS: readonly RegExp[] = [
  /^\s*Progress: resolved \d+/,
  /^\s*Packages: [+-]\d+|^\s*[+-]{2,}$/,
  /^\s*% Total +% Received|^\s*Dload +Upload\b|^\s*\d+ +[\d.]+[kMG]? +\d+ +[\d.]+[kMG]? +\d+ +\d+ +[\d.]+[kMG]? +\d+ +[\d:-]+ /,
  /^➤ YN00(00|07|13|19|85): [·│┌└]/,
];

/** Harmless output of package managers, compilers and runtimes. */
const HARMLESS: readonly RegExp[] = [
  /^\s*(npm|yarn|pnpm|bun)?\s*\[?(warn|warning|notice|info|http|verb|timing|deprecated)(ing)?\b[\]:!]?/i,
  /^\s*npm (notice|info|http|verb|timing)\b/i,
  /^\(node:\d+\) .*Warning:|^\(Use `node --trace-[\w-]+ /,
  /\bdeprecat(ed|ion)\b(?!.*\berror\b)/i,
  /^\s*(added|removed|changed|audited|up to date|found 0 vulnerabilities)\b.*(package|vulnerabilit|in \d)/i,
  /^\s*(Lockfile is up to date|Already up to date|Done in \d|Resolution step is skipped)|packages were copied from the content-addressable store/,
  /looking for funding|run `npm (fund|audit)/,
  /^go: (downloading|finding|extracting|added)\b/,
  /^\s*(Collecting|Downloading|Using cached|Requirement already satisfied|Building wheels?|Created wheel|Stored in directory|Installing collected)\b/,
];

/** Words that indicate a problem, but not phrases such as `0 errors` or `error-handler.ts`. */
const WORDS = [
  'errors?', 'err!', 'errno', 'failed', 'failures?', 'fails?', 'fatal', 'exception', 'panic', 'traceback', 'cannot', 'can\'t', 'could not',
  'unable to', 'not found', 'no such', 'denied', 'refused',
];
const CAUSE = new RegExp(`(?<![\\w./-])(${WORDS.join('|')})(?![\\w/-]|\\.\\w)|[✕✗✖●]`, 'i');
/** Such as `ENOENT`, `EADDRINUSE` or `ERR_PNPM_NO_MATCHING_VERSION`. */
const ERROR_CODE = /\bE[A-Z]{4,}\b|\bERR_[A-Z]+/;
const NO_CAUSE = /\b(0|no) (errors?|failures?|failed)\b/i;

/**
 * Selects the lines of a failed command that explain it: skips harmless ones before the cause, and shortens long output to the beginning of
 * the cause and the end. If nothing looks like a cause, returns the last lines. Stack traces are reduced to the user's own code.
 *
 * @param stage in whose log the other lines are
 */
export function explainingLines(all: readonly string[], stage?: string): string[] {
  const output = ownTrace(withoutProgress(all));
  const cause = output.findIndex((line) => isCause(plain(line)));
  const lines = cause < 0 ? output : [...output.slice(0, cause).filter((line) => !isHarmless(plain(line))), ...output.slice(cause)];
  if (lines.length <= BEGINNING + END) return [...lines];
  const from = cause < 0 ? -1 : lines.indexOf(output[cause], lines.length - (output.length - cause));
  const rest = lines.length - END;
  if (from < 0 || from + BEGINNING >= rest) return lines.slice(-(BEGINNING + END));
  const log = stage?.toLowerCase() === 'build' ? 'build' : stage;
  const place = log === undefined ? '' : `: \`${ownCommand(`logs ${log}`)}\`, or the stage in the console`;
  const between = `(${rest - from - BEGINNING} more lines${place})`;
  return [...lines.slice(from, from + BEGINNING), between, ...lines.slice(rest)];
}

/** Keeps progress if there is nothing else. */
function withoutProgress(all: readonly string[]): readonly string[] {
  const others = all.filter((line) => !PROGRESS.some((pattern) => pattern.test(plain(line))));
  return others.some((line) => line.trim() !== '') ? others : all;
}

function plain(line: string): string {
  return stripVTControlCharacters(line);
}

function isHarmless(line: string): boolean {
  return line.trim() === '' || HARMLESS.some((pattern) => pattern.test(line));
}

function isCause(line: string): boolean {
  return !isHarmless(line) && (CAUSE.test(line) || ERROR_CODE.test(line)) && !NO_CAUSE.test(line);
}
