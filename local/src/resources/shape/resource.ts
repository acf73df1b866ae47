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
 * What a resource is to its neighbours, and so when it comes up: what is `used` (a database, a cache) before the `entry`, which takes
 * requests, before the `compute` that serves them and takes revisions, before what `control`s all of them.
 */
export type ResourceRole = 'used' | 'entry' | 'compute' | 'control';

/** One kind of resource that has a counterpart on this machine: a line in the table of kinds. */
export interface ResourceKind<Settings = unknown> {
  readonly name: string;
  readonly role: ResourceRole;
  /** The types of a template's resources that it reads: without one of them in the template it is not asked. */
  readonly types: readonly string[];
  /** What the template says about each local resource of this kind. Throws `Unresolvable` for what cannot be run here. */
  read(stack: ResolvedStack): readonly Reading<Settings>[];
  /**
   * What `Fn::GetAtt` gives, by the attribute's name, and `Ref` under that name, for a resource of one of its types; what is left out has a
   * stand-in. Asked while the template is resolved, before anything runs.
   */
  attributes?(resource: DeclaredResource, address: Address): Readonly<Record<string, Json>>;
  open(context: ResourceContext): LocalResource<Settings>;
}

/** As the template writes it; intrinsic functions are still in its properties. */
type DeclaredResource = TemplateResource & { readonly logicalId: string };

export interface Reading<Settings = unknown> {
  /** Stays the same from one change set to the next: its logical id, or the kind's name where an environment has one. */
  readonly id: string;
  readonly settings: Settings;
  /** All resources of the template that it stands for: the others are recorded only. */
  readonly logicalIds: readonly string[];
  /** Sentences for people about what is done here in another way, or not at all. */
  readonly imitatedOtherwise?: readonly string[];
}

/** A resource on this machine. */
export interface LocalResource<Settings = unknown> {
  /** Of the entry. */
  readonly entry?: Entry;
  /** Of a compute. */
  readonly compute?: Compute;
  /** Of a project of CodeBuild, which the pipeline's actions run. */
  readonly buildProject?: BuildProject;
  /** Of what runs state machines. */
  readonly stateMachines?: StateMachineRunner;
  /** What it could not update to it has taken back by itself: the other resources go back, too, as those of a stack do. */
  readonly goesBack?: boolean;
  /** The secrets that it makes by itself. */
  readonly secrets?: SecretValues;
  /** The calls of AWS's APIs that it answers. */
  readonly calls?: ServiceCalls;

  /** Brings it up, and ends when it can be used. Is called again with the next change set when it failed. */
  start(settings: Settings, work: Work): Promise<void>;
  /** A change set was executed; most of them change nothing of this resource. */
  update(settings: Settings, before: Settings, work: Work): Promise<void>;
  describe(): Description;
  logs(): Promise<readonly LogFile[]>;
  /** Ends its processes. Its folder stays, for the next run. */
  stop(): Promise<void>;
  /** Something happened of which Amazon EventBridge would tell. */
  heard?(event: JsonObject): void;
}

/** On whose behalf something is done, and until when. */
export interface Work {
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** What a change set brings to a compute that is deployed to by it. */
  readonly revision?: Revision;
  /** Asks a person, who is told why, and waits until the time is over or nobody needs the answer any more. */
  readonly decide?: (reason: string, lifetimeMs: number, over: AbortSignal) => Promise<'Approved' | 'Rejected' | 'Expired' | 'Stopped'>;
}

/** What the page shows of a resource: tiles for what serves, a panel for what is used. */
export interface Description {
  readonly instances?: readonly InstanceState[];
  readonly panel?: PanelState;
}

export interface LogFile {
  /** `web.service`, `cloud-init-output`, `postgres`. */
  readonly source: string;
  readonly instance?: string;
  /** Of a file with lines of text. */
  readonly path: string;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where requests come in. */
export interface Entry {
  readonly balancer: LoadBalancer;
  readonly healthCheckPath: string;
}

/** What serves behind the entry. It registers what serves as targets there. */
export interface Compute {
  /** Deploys, and goes back where that failed and the template says so. Never rejects for a deployment that failed. */
  deploy(request: DeploymentRequest): Promise<DeploymentResult>;
  /** Ends when nothing that serves is on its way in or out. */
  settled(): Promise<void>;
  /** What a scaling policy would do. */
  setDesiredCapacity(desired: number): void;
}

export interface DeploymentRequest extends Work {
  readonly revision: Revision;
  /** Of the action that asks for it. */
  readonly configuration: Readonly<Record<string, string>>;
}

export interface DeploymentResult {
  readonly state: DeploymentState;
  /** How many instances it was for. */
  readonly instances: number;
  /** Of the first instance that failed. */
  readonly failure?: { readonly instance: string; readonly diagnostics?: Diagnostics; readonly lastLines: readonly string[] };
}

export interface StateMachineRunner {
  /** `undefined` where the template has none of this name; `unsupported` says why it cannot be run here. */
  find(name: string): { readonly name: string; readonly unsupported?: string } | undefined;
  /** Rejects with `ServiceFailure`. */
  run(name: string, input: Json, work: Work): Promise<Json>;
  /** Ends when every state machine that an event has started has ended: whether there was one. */
  settled(): Promise<boolean>;
}

/** What a resource knows of its environment. */
export interface ResourceContext {
  readonly environment: string;
  readonly id: string;
  /** A folder of its own, kept from one run to the next. The only one of its kind has the folder of the environment. */
  readonly directory: string;
  /** What is kept of the environment; the compute keeps its revisions and deployments there. */
  readonly record: EnvironmentFile;
  /** For what happens while nobody executes anything. */
  readonly reporter: Reporter;
  /** Aborted when the runner ends. */
  readonly closing: AbortSignal;
  /** The values of secrets: those that resources of the environment make, and those that the user gave to the run. */
  readonly secrets: SecretValues;
  /** Its address, the same in every run. */
  address(): Promise<Address>;
  /** It listens on another port from now on. */
  moved(port: number): void;
  /** What it would describe has changed. */
  changed(): void;
  /** Throws without one. */
  entry(): Entry;
  /** All calls that resources of the environment answer. */
  calls(): ServiceCalls;
  /** Lets every resource of the environment hear of it. */
  tell(event: JsonObject): void;
  /** Does it while the load goes on, if there is any; `next` is the commit that it brings, where the load does not know it yet. */
  underLoad<T>(reporter: Reporter, work: () => Promise<T>, next?: string): Promise<T>;
}
