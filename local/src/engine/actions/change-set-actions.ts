import { readTemplate, withPartsScripts, type ActionModel, type Template } from '../../assembly';
import { counted } from '../../messages/counted';
import type { Reporter } from '../../messages/reporter';
import { ActionFailure } from '../../model/action-failure';
import type { ResourceChange } from '../../model/run-state';
import type { ReadResources, Work } from '../../resources';
import { changeSet, resolveTemplate, type ResolvedStack, type ResolveOptions } from '../../stack';
import type { Environment } from '../environment/environment';
import type { Environments } from '../environment/environments';
import type { ActionRun, Artifact, RunAction } from '../execution/action';
import type { ApprovalDesk } from '../execution/approval-desk';
import type { RevisionStore } from '../execution/revision-store';

/** A change set that has been created but not executed. */
export interface PreparedChangeSet {
  readonly environment: Environment;
  readonly stack: ResolvedStack;
  readonly resources: ReadResources;
  readonly changes: readonly ResourceChange[];
  /** The artifact that a parameter refers to: the revision deployed by this change set. */
  readonly released?: Artifact;
}

export interface ExecutionServices {
  readonly revisions: RevisionStore;
  /** Where a paused deployment waits for a decision. */
  readonly desk: ApprovalDesk;
}

/** The change sets that one action of an execution creates and a later action executes. */
export class ChangeSets {
  private readonly prepared = new Map<string, PreparedChangeSet>();

  put(run: ActionRun, changes: PreparedChangeSet): void {
    this.prepared.set(keyOf(run), changes);
  }

  take(run: ActionRun): PreparedChangeSet {
    const changes = this.prepared.get(keyOf(run));
    if (!changes) {
      const { name, configuration: { ChangeSetName = '', StackName } } = run.action;
      throw new ActionFailure(`change set ${ChangeSetName} of ${StackName} does not exist: no action before ${name} created it`);
    }
    // Removed even if execution fails: on AWS a change set can only be executed once, too, so a retry has to create another one.
    this.prepared.delete(keyOf(run));
    return changes;
  }

  /** Those of one environment, for its approver. */
  ofStage(executionId: string, environment: string): PreparedChangeSet | undefined {
    return [...this.prepared.entries()].find(([key, { environment: { name } }]) => key.startsWith(`${executionId}/`) && name === environment)?.[1];
  }

  forget(executionId: string): void {
    for (const key of this.prepared.keys()) if (key.startsWith(`${executionId}/`)) this.prepared.delete(key);
  }
}

function keyOf({ executionId, action }: ActionRun): string {
  return `${executionId}/${action.configuration.StackName}`;
}

/** `CHANGE_SET_REPLACE`: computes the changes. */
export function prepareChangeSetAction(environments: Environments, changeSets: ChangeSets): RunAction {
  return async (run) => {
    const changes = await prepare(run, environments);
    changeSets.put(run, changes);
    return { summary: describe(changes.changes) };
  };
}

/** `CHANGE_SET_EXECUTE`: applies them. */
export function executeChangeSetAction(changeSets: ChangeSets, services: ExecutionServices): RunAction {
  return async (run) => {
    const { environment, changes } = await execute(run, changeSets.take(run), services);
    return { summary: `${counted(changes.length, 'change')}, ${environment.url}` };
  };
}

/** `CREATE_UPDATE`: both in one action. */
export function updateStackAction(environments: Environments, services: ExecutionServices): RunAction {
  return async (run) => {
    const { changes } = await execute(run, await prepare(run, environments), services);
    return { summary: describe(changes) };
  };
}

async function prepare(run: ActionRun, environments: Environments): Promise<PreparedChangeSet> {
  const environment = await environments.ofAction(run);
  const reporter = run.reporter.within({ environment: environment.name });
  const stack = resolvedStackOf(run, await environment.attributesIn(templateOf(run)));
  const read = environment.read(stack);
  if (read.status === 'error') throw new ActionFailure(`${run.action.name}: ${stack.stackName} cannot run here`, { lastLines: read.messages });
  const changes = changeSet(environment.record.stack, stack, new Set([...environment.runHere, ...read.value.runHere]));
  reportChanges(changes, reporter);
  return { environment, stack, resources: read.value, changes, released: releasedArtifact(run) };
}

async function execute(run: ActionRun, prepared: PreparedChangeSet, { revisions, desk }: ExecutionServices): Promise<PreparedChangeSet> {
  const { environment, stack, resources, released, changes } = prepared;
  const reporter = run.reporter.within({ environment: environment.name });
  const work: Work = {
    reporter,
    signal: run.signal,
    decide: async (reason, lifetimeMs, over) => {
      const { executionId, commit } = run;
      const request = { environment: environment.name, reason, executionId, commit, changes, diff: '' };
      const { status } = await desk.ask(request, lifetimeMs, AbortSignal.any([run.signal, over]), ({ id }) => {
        reporter.info('approval.requested', `${environment.name} waits: ${reason}`, { approvalId: id, environment: environment.name });
      });
      return status;
    },
  };
  if (released) await revisions.use(released, (revision) => environment.execute(stack, resources, { ...work, revision }));
  else await environment.execute(stack, resources, work);
  return prepared;
}

/** The artifact in a parameter value such as `{ "Fn::GetArtifactAtt": ["Application", "ObjectKey"] }`. */
function releasedArtifact({ action, artifacts }: ActionRun): Artifact | undefined {
  const [, name] = /"Fn::GetArtifactAtt":\s*\[\s*"([^"]+)",\s*"ObjectKey"/.exec(action.configuration.ParameterOverrides ?? '') ?? [];
  if (name === undefined) return undefined;
  const artifact = artifacts.get(name);
  if (!artifact) throw new ActionFailure(`${action.name}: a parameter needs the artifact ${name}, which no earlier action produced`);
  return artifact;
}

/** Resources that are added and only recorded have no effect here, so by default only their number is reported. */
function reportChanges(changes: readonly ResourceChange[], reporter: Reporter): void {
  const quiet = (change: ResourceChange) => change.action === 'Add' && change.locally === 'RecordedOnly';
  for (const change of changes) {
    reporter[quiet(change) ? 'debug' : 'info']('change-set.change', describeChange(change), { change });
  }
  const count = changes.filter(quiet).length;
  if (count > 0) {
    reporter.info('change-set.recorded-only',
      `Add ${count} more that do not run locally and are recorded only (--verbose names them)`, { count });
  }
}

function describeChange({ action, logicalId, resourceType, replacement, locally }: ResourceChange): string {
  const replaced = action === 'Modify' ? `, replacement: ${replacement}` : '';
  return `${action} ${logicalId} (${resourceType})${replaced}${locally === 'RecordedOnly' ? ', recorded only' : ''}`;
}

/** Resolves the template of an action with the action's parameters, for the account and region that it deploys to. */
export function resolvedStackOf(run: ActionRun, attributes?: ResolveOptions['attributes']): ResolvedStack {
  const { configuration, name } = run.action;
  const resolved = resolveTemplate(templateOf(run), {
    stackName: configuration.StackName, parameters: parameterOverrides(run.action), pseudoParameters: placeOf(run.action), attributes,
  });
  if (resolved.status === 'success') return resolved.value;
  throw new ActionFailure(`${name}: the template of ${configuration.StackName} cannot be resolved`,
    { lastLines: resolved.errors.map(({ path, message }) => `${path}: ${message}`) });
}

/** The account and region of an action, as far as it specifies them. The account is that of its CloudFormation role. */
export function placeOf({ region, configuration }: ActionModel): { readonly accountId?: string; readonly region?: string } {
  const [, accountId] = /:iam::(\d{12}):role\//.exec(configuration.RoleArn ?? '') ?? [];
  return { ...accountId !== undefined && { accountId }, ...region !== undefined && { region } };
}

/** `TemplatePath` is `ARTIFACT::PATH`. */
function templateOf(run: ActionRun): Template {
  const [artifactName, path] = splitPath(run.action.configuration.TemplatePath);
  const artifact = run.artifacts.get(artifactName);
  if (!artifact || path === undefined) {
    throw new ActionFailure(`${run.action.name}: \`TemplatePath\` must be ARTIFACT::FILE with an artifact that an earlier action produced,`
      + ` got: ${run.action.configuration.TemplatePath}`);
  }
  const read = readTemplate(artifact.directory, path);
  const template = read.status === 'success' ? withPartsScripts(read.value, artifact.directory, path) : read;
  if (template.status !== 'success') throw new ActionFailure(`${run.action.name}: ${template.message}`);
  return template.value;
}

function splitPath(text = ''): [string, string | undefined] {
  const at = text.indexOf('::');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 2)];
}

export function parameterOverrides({ configuration, name }: ActionModel): Record<string, string> {
  if (!configuration.ParameterOverrides) return {};
  try {
    return Object.fromEntries(Object.entries(JSON.parse(configuration.ParameterOverrides) as object).map(([key, value]) => [key, textOf(value)]));
  } catch (error) {
    throw new ActionFailure(`${name}: \`ParameterOverrides\` is not JSON: ${(error as Error).message}`);
  }
}

/** Artifact attributes refer to a bucket, which does not exist here. */
function textOf(value: unknown): string {
  const attribute = (value as { 'Fn::GetArtifactAtt'?: readonly string[] } | null)?.['Fn::GetArtifactAtt'];
  return attribute ? attribute.join('/') : String(value);
}

function describe(changes: readonly ResourceChange[]): string {
  if (changes.length === 0) return 'no changes';
  const count = (action: ResourceChange['action']) => changes.filter((change) => change.action === action).length;
  return (['Add', 'Modify', 'Remove'] as const).flatMap((action) => count(action) > 0 ? [`${action.toLowerCase()} ${count(action)}`] : []).join(', ');
}
