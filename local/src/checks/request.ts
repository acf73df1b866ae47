import type { Finding } from './finding';

/** What the library sends to `assets/local/checks.cjs`, and `gostyle lint` to the same code. */
export interface CheckRequest {
  readonly version: 1;
  readonly source?: SourceRequest;
  readonly assembly?: AssemblyRequest;
  /** Absolute paths of Ansible playbooks that hosts run on themselves. */
  readonly playbooks?: readonly string[];
  /** Absolute paths of cloud-config documents that hosts apply during their setup. */
  readonly cloudConfigs?: readonly string[];
}

/** The repository that the pipeline builds: `buildspec.yml`, `appspec.yml` and the hook scripts. */
export interface SourceRequest {
  readonly directory: string;
  /** Path in the repository. Default: `buildspec.yml`, which may then be missing. */
  readonly buildspec?: string;
  /** Names of the build action's output artifacts; without them the buildspec's own are believed. */
  readonly artifacts?: readonly string[];
  /** Which of them is deployed by CodeDeploy. Default: `Application` when it is one of them, else the only one. */
  readonly revision?: string;
  /** Whether CodeDeploy gets one of them, with an AppSpec. Default: true where the request names artifacts. */
  readonly codeDeploy?: boolean;
  /** Whether a Lambda function gets it, too. */
  readonly lambda?: boolean;
  /** Dockerfiles of the repository that the pipeline makes images by. */
  readonly dockerfiles?: readonly DockerfileRequest[];
  /** Variables of the build that actions of the pipeline use. */
  readonly variables?: readonly string[];
}

export interface DockerfileRequest {
  readonly path: string;
  /** Of what the image runs on: `X86_64` or `ARM64`. */
  readonly architecture?: string;
}

/** A synthesized cloud assembly. */
interface AssemblyRequest {
  readonly directory: string;
  /** Whose resources are judged, where an app has more than what it was asked for: the rest is not looked at. */
  readonly own?: OwnTemplates;
}

export interface OwnTemplates {
  /** Templates, relative to the assembly, that are judged at all. */
  readonly templates: readonly string[];
  /** Logical ids, by template, of what somebody added to them: findings there are warnings. */
  readonly additions: Readonly<Record<string, readonly string[]>>;
}

export type CheckResponse =
  | { readonly version: 1; readonly status: 'checked'; readonly findings: readonly Finding[]; readonly notChecked: readonly string[] }
  /** The input itself cannot be read, e.g. a directory that does not exist. */
  | { readonly version: 1; readonly status: 'error'; readonly message: string };
