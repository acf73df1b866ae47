/** `error`: it would fail in AWS, or break at run time. `warning`: it works, and somebody should have meant it. */
export type Severity = 'error' | 'warning';

/** One thing that is wrong: where, the rule, the value and the fix. */
export interface Finding {
  /** Stable and dotted, for programs and for acknowledgements: `pipeline.run-order`, `appspec.hook-script`, ... */
  readonly rule: string;
  readonly severity: Severity;
  /** Relative to the source or to the cloud assembly. */
  readonly file: string;
  readonly line?: number;
  /** Of the resource, in a template. */
  readonly logicalId?: string;
  /** Below the resource or the document: `Properties.Stages[1].Actions[0].RunOrder`. */
  readonly path?: string;
  readonly message: string;
  readonly value?: string;
  readonly fix: string;
}

/** What was checked: an empty list of findings says nothing about what is in `notChecked`. */
export interface CheckResult {
  readonly findings: Finding[];
  /** Each a sentence: what was not looked at, and why. */
  readonly notChecked: string[];
}

/** `appspec.yml:12 hook script must exist in the revision, got: deploy/strat.sh; ... [appspec.hook-script]` */
export function findingText({ rule, file, line, logicalId, path, message, value, fix }: Finding): string {
  const place = line === undefined ? file : `${file}:${line}`;
  const subject = [logicalId, path].filter(Boolean).join('.');
  const got = value === undefined ? '' : `, got: ${value}`;
  return `${place}${subject && ` ${subject}`}: ${message}${got}; ${fix} [${rule}]`;
}

export function byPlace(a: Finding, b: Finding): number {
  return a.file.localeCompare(b.file)
    || (a.line ?? 0) - (b.line ?? 0)
    || (a.logicalId ?? '').localeCompare(b.logicalId ?? '')
    || a.rule.localeCompare(b.rule);
}
