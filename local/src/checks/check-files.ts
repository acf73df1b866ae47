import { byPlace, type CheckResult } from './finding';
import type { CheckRequest, SourceRequest } from './request';
import { checkSource } from './source/check-source';
import { checkCloudConfig } from './source/cloud-config-checks';
import { checkPlaybook } from './source/playbook-checks';

export interface FilesRequest extends Pick<CheckRequest, 'playbooks' | 'cloudConfigs'> {
  readonly sources: readonly SourceRequest[];
  /** Whether findings of a rule are acknowledged, and therefore not reported. */
  readonly isAcknowledged?: (rule: string) => boolean;
}

/** All findings in files of a repository, sorted by location. Throws a `UserError` if the input cannot be read. */
export function checkFiles({ sources, playbooks = [], cloudConfigs = [], isAcknowledged = () => false }: FilesRequest): CheckResult {
  const ofSources = sources.map(checkSource);
  const meant = once(ofSources.flatMap(({ findings }) => findings)).filter(({ rule }) => !isAcknowledged(rule));
  return {
    findings: [...meant, ...playbooks.flatMap(checkPlaybook), ...cloudConfigs.flatMap(checkCloudConfig)].sort(byPlace),
    notChecked: once(ofSources.flatMap(({ notChecked }) => notChecked)),
  };
}

/** Removes duplicates: pipelines that share a file have the same findings in it. */
export function once<T>(found: readonly T[]): T[] {
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}
