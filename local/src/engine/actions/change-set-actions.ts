import { readTemplate, withPartsScripts, type ActionModel, type Template } from '../../assembly';
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

/** A change set that was computed and not executed yet. */
export interface PreparedChangeSet {
  readonly environment: Environment;
  readonly stack: ResolvedStack;
  readonly resources: ReadResources;
  readonly changes: readonly ResourceChange[];
  /** Of which a parameter names the place: what the compute is deployed to with. */
  readonly released?: Artifact;
}

export interface ExecutionServices {
  readonly revisions: RevisionStore;
  /** Where a deployment that is paused waits for a person. */
  readonly desk: ApprovalDesk;
}

/** The change sets that one action of an execution prepares and a later one executes. */
export class ChangeSets {
  private readonly prepared = new Map<string, PreparedChangeSet>();

  put(run: ActionRun, changes: PreparedChangeSet): void {
    this.prepared.set(keyOf(run), changes);
  }

  take(run: ActionRun): PreparedChangeSet {
    const changes = this.prepared.get(keyOf(run));
    if (!changes) {
      const { name, configuration: { ChangeSetName = '', StackName } } = run.action;
      throw new ActionFailure(`change set ${ChangeSetName} of ${StackName} does not exist: no action before ${name} made it`);
    }
    // Whatever comes of it: on AWS an execution uses up its change set, too, so a retry must begin with another one.
    this.prepared.delete(keyOf(run));
    return changes;
  }

  /** Of the stage's environment, for whoever approves. */
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

/** `CHANGE_SET_REPLACE`: shows what would change. */
export function prepareChangeSetAction(environments: Environments, changeSets: ChangeSets): RunAction {
  return async (run) => {
    const changes = await prepare(run, environments);
    changeSets.put(run, changes);
    return { summary: describe(changes.changes) };
  };
}

/** `CHANGE_SET_EXECUTE`: makes the environment so. */
export function executeChangeSetAction(changeSets: ChangeSets, services: ExecutionServices): RunAction {
  return async (run) => {
    const { environment, changes } = await execute(run, changeSets.take(run), services);
    return { summary: `${changes.length} change(s), ${environment.url}` };
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

/** `{ "Fn::GetArtifactAtt": ["Application", "ObjectKey"] }` as the value of a parameter. */
function releasedArtifact({ action, artifacts }: ActionRun): Artifact | undefined {
  const [, name] = /"Fn::GetArtifactAtt":\s*\[\s*"([^"]+)",\s*"ObjectKey"/.exec(action.configuration.ParameterOverrides ?? '') ?? [];
  if (name === undefined) return undefined;
  const artifact = artifacts.get(name);
  if (!artifact) throw new ActionFailure(`${action.name}: a parameter needs the artifact ${name}, which no action before it made`);
  return artifact;
}

/** What is only recorded and only added says nothing about this machine: a number is enough, unless somebody wants to know. */
function reportChanges(changes: readonly ResourceChange[], reporter: Reporter): void {
  const quiet = (change: ResourceChange) => change.action === 'Add' && change.locally === 'RecordedOnly';
  for (const change of changes) {
    reporter[quiet(change) ? 'debug' : 'info']('change-set.change', describeChange(change), { change });
  }
  const count = changes.filter(quiet).length;
  if (count > 0) {
    reporter.info('change-set.recorded-only',
      `Add ${count} more that have no counterpart here and are recorded only (--verbose names them)`, { count });
  }
}

function describeChange({ action, logicalId, resourceType, replacement, locally }: ResourceChange): string {
  const replaced = action === 'Modify' ? `, replacement: ${replacement}` : '';
  return `${action} ${logicalId} (${resourceType})${replaced}${locally === 'RecordedOnly' ? ', recorded only' : ''}`;
}

/** The template of an action, with the action's parameters, in the account and region that it acts in. */
export function resolvedStackOf(run: ActionRun, attributes?: ResolveOptions['attributes']): ResolvedStack {
  const { configuration, name } = run.action;
  const resolved = resolveTemplate(templateOf(run), {
    stackName: configuration.StackName, parameters: parameterOverrides(run.action), pseudoParameters: placeOf(run.action), attributes,
  });
  if (resolved.status === 'success') return resolved.value;
  throw new ActionFailure(`${name}: the template of ${configuration.StackName} cannot be resolved`,
    { lastLines: resolved.errors.map(({ path, message }) => `${path}: ${message}`) });
}

/** Where an action acts, as far as it says so. The account is the one of the role that CloudFormation is given. */
export function placeOf({ region, configuration }: ActionModel): { readonly accountId?: string; readonly region?: string } {
  const [, accountId] = /:iam::(\d{12}):role\//.exec(configuration.RoleArn ?? '') ?? [];
  return { ...accountId !== undefined && { accountId }, ...region !== undefined && { region } };
}

/** `TemplatePath` is `ARTIFACT::PATH`. */
function templateOf(run: ActionRun): Template {
  const [artifactName, path] = splitPath(run.action.configuration.TemplatePath);
  const artifact = run.artifacts.get(artifactName);
  if (!artifact || path === undefined) {
    throw new ActionFailure(`${run.action.name}: \`TemplatePath\` must be ARTIFACT::FILE with an artifact that an action before it made,`
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

/** An attribute of an artifact has no bucket to name here. */
function textOf(value: unknown): string {
  const attribute = (value as { 'Fn::GetArtifactAtt'?: readonly string[] } | null)?.['Fn::GetArtifactAtt'];
  return attribute ? attribute.join('/') : String(value);
}

function describe(changes: readonly ResourceChange[]): string {
  if (changes.length === 0) return 'no changes';
  const count = (action: ResourceChange['action']) => changes.filter((change) => change.action === action).length;
  return (['Add', 'Modify', 'Remove'] as const).flatMap((action) => count(action) > 0 ? [`${action.toLowerCase()} ${count(action)}`] : []).join(', ');
}
