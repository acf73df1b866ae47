import type { FilterModel, PipelineModel, TriggerModel } from '../../assembly';
import { globMatcher } from '../../system/glob';

export interface PushedCommit {
  /** `HEAD` when no branch is checked out. */
  readonly branch: string;
  /** Paths that differ from the commit before; `undefined` when that one is not known. */
  readonly changedFiles?: readonly string[];
}

/** Whether a push of this branch could start the pipeline at all. */
export function takesBranch(pipeline: PipelineModel, branch: string): boolean {
  return branchFilters(pipeline).some((filter) => takes(filter, branch));
}

/** For people: the branches whose commits start the pipeline. */
export function branchesOf(pipeline: PipelineModel): string {
  const named = branchFilters(pipeline).map(({ includes, excludes }) => {
    const taken = includes.join(', ') || 'every branch';
    return excludes.length > 0 ? `${taken} but not ${excludes.join(', ')}` : taken;
  });
  return `${named.join(' or ') || 'no branch'}${pullRequestsOf(pipeline)}`;
}

/** Which commits are in a pull request only its provider knows. */
function pullRequestsOf({ pullRequests }: PipelineModel): string {
  if (pullRequests.length === 0) return '';
  const targets = pullRequests.map(({ includes }) => includes.join(', ') || 'every branch');
  return `, and pull requests to ${targets.join(' or ')}, which a run on this machine does not see`;
}

/** `undefined` when the commit starts an execution, otherwise why not. */
export function whyNotStarted(pipeline: PipelineModel, { branch, changedFiles }: PushedCommit, followedBranch?: string): string | undefined {
  const onBranch = (filter: FilterModel): boolean => branch === followedBranch || takes(filter, branch);
  if (!branchFilters(pipeline).some(onBranch)) return `it is on ${branch}, and the trigger of the pipeline takes ${branchesOf(pipeline)}`;
  const triggers = pushTriggers(pipeline).filter(({ branches }) => onBranch(branches));
  if (triggers.length === 0 || changedFiles === undefined || triggers.some(({ filePaths }) => takesOneOf(filePaths, changedFiles))) return undefined;
  const taken = triggers.map(({ filePaths }) => describePaths(filePaths)).join('; ');
  return `the trigger of the pipeline takes none of its ${changedFiles.length} changed path(s) (${taken})`;
}

/** A pipeline without a trigger is started by its source action, which knows one branch. */
function branchFilters(pipeline: PipelineModel): FilterModel[] {
  const triggers = pushTriggers(pipeline);
  if (triggers.length > 0) return triggers.map(({ branches }) => branches);
  const sources = pipeline.stages.flatMap(({ actions }) => actions).filter(({ category }) => category === 'Source');
  return sources.map(({ configuration: { BranchName: branch = '' } }) => ({ includes: branch === '' ? [] : [literal(branch)], excludes: [] }));
}

/** A filter that names tags only is about pushes of tags. */
function pushTriggers({ triggers }: PipelineModel): TriggerModel[] {
  return triggers.filter(({ branches, filePaths, tags }) => !isEmpty(branches) || !isEmpty(filePaths) || isEmpty(tags));
}

function takes({ includes, excludes }: FilterModel, name: string): boolean {
  const matches = (patterns: readonly string[]): boolean => patterns.some((pattern) => globMatcher(pattern)(name));
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
