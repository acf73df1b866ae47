import { sentenceOf } from './subject';
import type { CheckResult } from '../../checks/finding';

/**
 * GitHub Actions workflow commands, which annotate the lines of a pull request.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubAnnotations({ findings, notChecked }: CheckResult): string {
  return [
    ...findings.map((finding) => {
      const place = [`file=${property(finding.file)}`, ...finding.line === undefined ? [] : [`line=${finding.line}`],
        `title=${property(finding.rule)}`];
      return `::${finding.severity} ${place.join(',')}::${data(sentenceOf(finding))}\n`;
    }),
    ...notChecked.map((what) => `::notice::${data(what)}\n`),
  ].join('');
}

/** A line break would start another command. */
function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
