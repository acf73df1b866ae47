/** `error`: would fail on AWS or at run time. `warning`: works, but should be intentional. */
export type Severity = 'error' | 'warning';

/** A problem: location, rule, value and fix. */
export interface Finding {
  /** Stable, for programs and acknowledgements: `pipeline.run-order`, `appspec.hook-script`, ... */
  readonly rule: string;
  readonly severity: Severity;
  /** Relative to the source or to the cloud assembly. */
  readonly file: string;
  readonly line?: number;
  /** Of the resource, for templates. */
  readonly logicalId?: string;
  /** Relative to the resource or document: `Properties.Stages[1].Actions[0].RunOrder`. */
  readonly path?: string;
  readonly message: string;
  readonly value?: string;
  readonly fix: string;
}

/** The result of a check. An empty list of findings does not cover what is in `notChecked`. */
export interface CheckResult {
  readonly findings: Finding[];
  /** Sentences: what was not checked, and why. */
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
