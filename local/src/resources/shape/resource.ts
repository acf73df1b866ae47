import type { EnvironmentFile } from './environment-record';
import type { ServiceCalls } from './service-call';
import type { BuildProject } from '../../assembly';
import type { Json, JsonObject } from '../../assembly/json';
import type { TemplateResource } from '../../assembly/template';
import type { Reporter } from '../../messages/reporter';
import type { Diagnostics } from '../../model/deployment';
import type { Revision } from '../../model/revision';
import type { DeploymentState, InstanceState, PanelState } from '../../model/run-state';
import type { SecretValues } from '../../model/secrets';
import type { LoadBalancer } from '../../model/target';
import type { ResolvedStack } from '../../stack';

/**
 * The part that a resource plays in an environment, which also determines the start order: `used` (databases, caches) before the `entry`
 * (takes requests), before the `compute` (serves them and receives revisions), before `control` (acts on all of these).
 */
export type ResourceRole = 'used' | 'entry' | 'compute' | 'control';

/** A kind of resource that runs locally: one row in the table of kinds. */
export interface ResourceKind<Settings = unknown> {
  readonly name: string;
  readonly role: ResourceRole;
  /** Resource types that it reads. The kind is skipped for templates that contain none of them. */
  readonly types: readonly string[];
  /** Reads the settings of each resource of this kind from the stack. Throws `Unresolvable` for what cannot run locally. */
  read(stack: ResolvedStack): readonly Reading<Settings>[];
  /**
   * The values of `Fn::GetAtt` by attribute name, and of `Ref` under that name, for a resource of one of these types. Anything left out
   * gets a placeholder. Called while the template is being resolved, before anything runs.
   */
  attributes?(resource: DeclaredResource, address: Address): Readonly<Record<string, Json>>;
  open(context: ResourceContext): LocalResource<Settings>;
}

/** As written in the template: intrinsic functions in its properties are not resolved yet. */
type DeclaredResource = TemplateResource & { readonly logicalId: string };

export interface Reading<Settings = unknown> {
  /**
   * Stable across change sets: the logical id, or the kind's name if an environment has only one. A kind with `attributes` must use the
   * logical id, under which the address is reserved that `attributes` receives.
   */
  readonly id: string;
  readonly settings: Settings;
  /** The template's resources that it represents; all others are only recorded. */
  readonly logicalIds: readonly string[];
  /** Differences from AWS, as sentences to display. */
  readonly imitatedOtherwise?: readonly string[];
}

/** A resource that runs locally. */
export interface LocalResource<Settings = unknown> {
  /** Set by resources with the role `entry`. */
  readonly entry?: Entry;
  /** Set by resources with the role `compute`. */
  readonly compute?: Compute;
  /** Set by CodeBuild projects that actions of the pipeline run. */
  readonly buildProject?: BuildProject;
  /** Set by the resource that runs state machines. */
  readonly stateMachines?: StateMachineRunner;
  /** It rolls itself back when an update fails; the other resources of the stack then have to roll back, too. */
  readonly rollsBackItself?: boolean;
  /** The secrets that it generates. */
  readonly secrets?: SecretValues;
  /** The AWS API calls that it answers. */
  readonly calls?: ServiceCalls;

  /** Starts it and resolves when it is ready. If that fails, it is called again with the next change set. */
  start(settings: Settings, work: Work): Promise<void>;
  /** Called after each executed change set, most of which do not affect this resource. */
  update(settings: Settings, before: Settings, work: Work): Promise<void>;
  describe(): Description;
  /** Ends its processes. Its folder is kept for the next run. */
  stop(): Promise<void>;
  /** Receives the events that Amazon EventBridge would deliver. */
  onEvent?(event: JsonObject): void;
}

/** The context of one operation: where it reports to, and when it must stop. */
export interface Work {
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** The revision that a change set carries, for a compute that is deployed by its change set. */
  readonly revision?: Revision;
  /** Asks someone to decide, giving the reason, and waits for the answer, the timeout or `over`. */
  readonly decide?: (reason: string, lifetimeMs: number, over: AbortSignal) => Promise<'Approved' | 'Rejected' | 'Expired' | 'Stopped'>;
}

/** What the page shows for a resource: tiles for instances, a panel for everything else. */
export interface Description {
  readonly instances?: readonly InstanceState[];
  readonly panel?: PanelState;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where an environment receives requests. */
export interface Entry {
  readonly balancer: LoadBalancer;
  readonly healthCheckPath: string;
}

/** What serves requests behind the entry. It registers its targets there. */
export interface Compute {
  /** What it runs the application on, in the singular and in the terms of its AWS service: `instance`, `task`. */
  readonly hostKind: string;
  /** Deploys, and rolls back if that fails and the template asks for it. A failed deployment does not reject. */
  deploy(request: DeploymentRequest): Promise<DeploymentResult>;
  /** Resolves when nothing is being started or stopped any more. */
  settled(): Promise<void>;
  /** Sets the desired capacity, as a scaling policy would. */
  setDesiredCapacity(desired: number): void;
}

export interface DeploymentRequest extends Work {
  readonly revision: Revision;
  /** The configuration of the pipeline action. */
  readonly configuration: Readonly<Record<string, string>>;
}

export interface DeploymentResult {
  readonly state: DeploymentState;
  /** Number of hosts deployed to. */
  readonly instances: number;
  /** Details of the first instance that failed. */
  readonly failure?: {
    readonly instance: string;
    readonly diagnostics?: Diagnostics;
    readonly lastLines: readonly string[];
    /** In one line, if it is known. */
    readonly cause?: string;
  };
}

export interface StateMachineRunner {
  /** `undefined` if the template has no state machine with this name; `unsupported` says why it cannot run locally. */
  find(name: string): { readonly name: string; readonly unsupported?: string } | undefined;
  /** Rejects with `ServiceFailure`. */
  run(name: string, input: Json, work: Work): Promise<Json>;
  /** Resolves when all state machines started by events have ended, with whether there were any. */
  settled(): Promise<boolean>;
}

interface UnderLoad<T> {
  /** The commit being deployed, if the load does not know it yet. */
  readonly next?: string;
  /** Whether the new revision serves after the work. @default - it does, unless the work throws */
  readonly serves?: (result: T) => boolean;
}

/** What the environment provides to one of its resources. */
export interface ResourceContext {
  readonly environment: string;
  readonly id: string;
  /**
   * The resource's folder, kept from run to run. A kind that occurs only once uses the environment's folder itself. Logs are files
   * `*.log` in the folder of a resource, and in `instances/ID/logs` those of hosts (`log-files.ts`).
   */
  readonly directory: string;
  /** The environment's persistent state; the compute keeps its revisions and deployments there. */
  readonly record: EnvironmentFile;
  /** For messages outside of any execution. */
  readonly reporter: Reporter;
  /** Aborted when the runner ends. */
  readonly closing: AbortSignal;
  /** The values of secrets: generated by resources of the environment, or given to the run by the user. */
  readonly secrets: SecretValues;
  /** The resource's address, the same in every run. */
  address(): Promise<Address>;
  /** Records that it now listens on another port. */
  moved(port: number): void;
  /** Tells the page that its description has changed. */
  changed(): void;
  /** Throws if there is none. */
  entry(): Entry;
  /** All calls that resources of the environment answer. */
  calls(): ServiceCalls;
  /** Delivers an event to every resource of the environment. */
  emit(event: JsonObject): void;
  /**
   * Called before alarms are evaluated for the current revision. On AWS, requests never pause; here the load does, between deployments. If
   * the load gets errors, it continues until `untilActive` resolves. Throws if the work is stopped.
   */
  asUnderTraffic(untilActive: (signal: AbortSignal) => Promise<void>, work: Work): Promise<void>;
  /** Runs `work` while load keeps being sent, if there is any. */
  underLoad<T>(reporter: Reporter, work: () => Promise<T>, options?: UnderLoad<T>): Promise<T>;
}
