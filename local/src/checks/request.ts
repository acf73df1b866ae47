import type { Finding } from './finding';

/** What the library sends to `assets/local/checks.cjs`, and `gostyle lint` to the same code. */
export interface CheckRequest {
  readonly version: 1;
  readonly source?: SourceRequest;
  readonly assembly?: AssemblyRequest;
}

/** The repository that the pipeline builds: `buildspec.yml`, `appspec.yml` and the hook scripts. */
export interface SourceRequest {
  readonly directory: string;
  /** Path in the repository. Default: `buildspec.yml`. */
  readonly buildspec?: string;
  /** Names of the build action's output artifacts; without them the buildspec's own are believed. */
  readonly artifacts?: readonly string[];
  /** Which of them is deployed by CodeDeploy. Default: `Application` when it is one of them, else the only one. */
  readonly revision?: string;
  /** Variables of the build that actions of the pipeline use. */
  readonly variables?: readonly string[];
}

/** A synthesized cloud assembly. */
export interface AssemblyRequest {
  readonly directory: string;
}

export type CheckResponse =
  | { readonly version: 1; readonly status: 'checked'; readonly findings: readonly Finding[] }
  /** The input itself cannot be read, e.g. a directory that does not exist. */
  | { readonly version: 1; readonly status: 'error'; readonly message: string };
