import type { Finding } from './finding';

/** The input of the checks, from the library (through `assets/local/checks.cjs`) and from `gostyle lint`. */
export interface CheckRequest {
  readonly version: 1;
  readonly source?: SourceRequest;
  readonly assembly?: AssemblyRequest;
  /** Absolute paths of Ansible playbooks that hosts run on themselves. */
  readonly playbooks?: readonly string[];
  /** Absolute paths of cloud-config documents that hosts apply during setup. */
  readonly cloudConfigs?: readonly string[];
}

/** The repository that the pipeline builds: `buildspec.yml`, `appspec.yml` and the hook scripts. */
export interface SourceRequest {
  readonly directory: string;
  /** Path in the repository. Default: `buildspec.yml`, which may then be missing. */
  readonly buildspec?: string;
  /** Names of the build action's output artifacts; defaults to those in the buildspec. */
  readonly artifacts?: readonly string[];
  /** The artifact deployed by CodeDeploy. Default: `Application` if it exists, otherwise the only one. */
  readonly revision?: string;
  /** Whether CodeDeploy deploys an artifact, using an AppSpec. Default: true if the request names artifacts. */
  readonly codeDeploy?: boolean;
  /** Whether an artifact is deployed to a Lambda function. */
  readonly lambda?: boolean;
  /** Paths of scripts in the revision that functions start with. */
  readonly startScripts?: readonly string[];
  /** Dockerfiles from which the pipeline builds images. */
  readonly dockerfiles?: readonly DockerfileRequest[];
  /** Variables of the build that the pipeline's actions use. */
  readonly variables?: readonly string[];
  /** What the environments give the application on hosts. */
  readonly given?: readonly GivenFile[];
}

/** A file on the hosts of an environment with variables of the application, as systemd's `EnvironmentFile` reads it. */
export interface GivenFile {
  readonly environment: string;
  readonly kind: 'variables' | 'secrets';
  readonly path: string;
  /** Names of the variables, without those that every environment has. */
  readonly names: readonly string[];
}

export interface DockerfileRequest {
  readonly path: string;
  /** Architecture that the image runs on: `X86_64` or `ARM64`. */
  readonly architecture?: string;
}

/** A synthesized cloud assembly. */
interface AssemblyRequest {
  readonly directory: string;
  /** Restricts the check to these resources, for apps that contain more than the library's. */
  readonly own?: OwnTemplates;
}

export interface OwnTemplates {
  /** Templates to check, relative to the assembly. */
  readonly templates: readonly string[];
  /** Logical ids, by template, of resources that were added to them: findings there are warnings. */
  readonly additions: Readonly<Record<string, readonly string[]>>;
}

export type CheckResponse =
  | { readonly version: 1; readonly status: 'checked'; readonly findings: readonly Finding[]; readonly notChecked: readonly string[] }
  /** The input cannot be read, e.g. because a directory does not exist. */
  | { readonly version: 1; readonly status: 'error'; readonly message: string };
