import type { FilterModel, PipelineModel, TriggerModel } from '../../assembly';
import { filterMatcher } from '../../system/filter-pattern';

export interface PushedCommit {
  /** `HEAD` if no branch is checked out. */
  readonly branch: string;
  /** Paths that changed since the previous commit; `undefined` if that commit is unknown. */
  readonly changedFiles?: readonly string[];
}

/** Whether pushing to this branch can start the pipeline at all. */
export function takesBranch(pipeline: PipelineModel, branch: string): boolean {
  return branchFilters(pipeline).some((filter) => takes(filter, branch));
}

/** The branches whose commits start the pipeline, for display. */
export function branchesOf(pipeline: PipelineModel): string {
  const named = branchFilters(pipeline).map(({ includes, excludes }) => {
    const taken = includes.join(', ') || 'every branch';
    return excludes.length > 0 ? `${taken} but not ${excludes.join(', ')}` : taken;
  });
  return `${named.join(' or ') || 'no branch'}${pullRequestsOf(pipeline)}`;
}

/** Only the provider knows which commits belong to a pull request. */
function pullRequestsOf({ pullRequests }: PipelineModel): string {
  if (pullRequests.length === 0) return '';
  const targets = pullRequests.map(({ includes }) => includes.join(', ') || 'every branch');
  return `, and pull requests to ${targets.join(' or ')}, which a run on this machine does not see`;
}

/** `undefined` if the commit starts an execution, otherwise the reason why not. */
export function whyNotStarted(pipeline: PipelineModel, { branch, changedFiles }: PushedCommit, followedBranch?: string): string | undefined {
  const onBranch = (filter: FilterModel): boolean => branch === followedBranch || takes(filter, branch);
  if (!branchFilters(pipeline).some(onBranch)) return `it is on ${branch}, and the trigger of the pipeline only matches ${branchesOf(pipeline)}`;
  const triggers = pushTriggers(pipeline).filter(({ branches }) => onBranch(branches));
  if (triggers.length === 0 || changedFiles === undefined || triggers.some(({ filePaths }) => takesOneOf(filePaths, changedFiles))) return undefined;
  const taken = triggers.map(({ filePaths }) => describePaths(filePaths)).join('; ');
  return `the trigger of the pipeline matches none of its changed paths (${taken})`;
}

/** Without a trigger, the source action starts the pipeline for its one branch. */
function branchFilters(pipeline: PipelineModel): FilterModel[] {
  const triggers = pushTriggers(pipeline);
  if (triggers.length > 0) return triggers.map(({ branches }) => branches);
  const sources = pipeline.stages.flatMap(({ actions }) => actions).filter(({ category }) => category === 'Source');
  return sources.map(({ configuration: { BranchName: branch = '' } }) => ({ includes: branch === '' ? [] : [literal(branch)], excludes: [] }));
}

/** A filter that names only tags does not apply to branches. */
function pushTriggers({ triggers }: PipelineModel): TriggerModel[] {
  return triggers.filter(({ branches, filePaths, tags }) => !isEmpty(branches) || !isEmpty(filePaths) || isEmpty(tags));
}

function takes({ includes, excludes }: FilterModel, name: string): boolean {
  const matches = (patterns: readonly string[]): boolean => patterns.some((pattern) => filterMatcher(pattern)(name));
  return (includes.length === 0 || matches(includes)) && !matches(excludes);
}

function takesOneOf(filter: FilterModel, paths: readonly string[]): boolean {
  return isEmpty(filter) || paths.some((path) => takes(filter, path));
}

function describePaths({ includes, excludes }: FilterModel): string {
  return [...includes, ...excludes.map((pattern) => `not ${pattern}`)].join(', ');
}

function isEmpty({ includes, excludes }: FilterModel): boolean {
  return includes.length === 0 && excludes.length === 0;
}

function literal(branch: string): string {
  return branch.replace(/[\\*?[\]{}]/g, '\\$&');
}
