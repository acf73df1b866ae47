import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { OwnTemplates } from './own-templates';

/** The same file seen from `src/checks` and from the published `lib/checks` (docs/decisions/0002). */
const BUNDLE = join(__dirname, '..', '..', 'assets', 'local', 'checks.cjs');

/** One finding, as `gostyle lint` reports it. */
export interface Finding {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly file: string;
  readonly line?: number;
  readonly logicalId?: string;
  readonly path?: string;
  readonly message: string;
  readonly value?: string;
  readonly fix: string;
}

interface CheckRequest {
  readonly source?: {
    readonly directory: string;
    readonly buildspec: string;
    readonly artifacts: string[];
    readonly revision: string;
    readonly codeDeploy: boolean;
    readonly lambda: boolean;
    readonly startScripts: string[];
    readonly dockerfiles: { readonly path: string; readonly architecture: string }[];
    readonly variables: string[];
  };
  readonly assembly?: { readonly directory: string; readonly own: OwnTemplates };
  readonly playbooks?: string[];
  readonly cloudConfigs?: string[];
}

type CheckResponse =
  | { readonly status: 'checked'; readonly findings: Finding[] }
  | { readonly status: 'error'; readonly message: string };

/** What `gostyle lint` finds. */
export function check(request: CheckRequest): Finding[] {
  const bundle = createRequire(__filename)(BUNDLE) as { check(requestJson: string): string };
  const response = JSON.parse(bundle.check(JSON.stringify({ version: 1, ...request }))) as CheckResponse;
  if (response.status === 'error') throw new Error(response.message);
  return response.findings;
}

/** `buildspec.yml:12: must be ..., got: ...; do this` */
export function findingText(finding: Finding): string {
  const place = finding.line === undefined ? finding.file : `${finding.file}:${finding.line}`;
  return `${place}: ${ruleAndValue(finding)}; ${finding.fix}`;
}

/** `must be ..., got: ...` */
export function ruleAndValue({ message, value }: Finding): string {
  return value === undefined ? message : `${message}, got: ${value}`;
}
