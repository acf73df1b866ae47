import type { BuildStatus, PhaseName } from './build-result';
import type { BuildspecEnv } from './buildspec';
import type { Stores } from './stores';

export interface BuildSettings {
  /** The directory with the source. It is copied; the build never sees the original. */
  readonly source: string;
  /** A path below the source (or an absolute one), or the text itself. Default: `buildspec.yml`. */
  readonly buildspec?: string;
  /** Identifier (in a pipeline: the input artifact's name) -> directory. */
  readonly secondarySources?: Readonly<Record<string, string>>;
  /** Variables of the project and of the start of the build: they have precedence over the buildspec's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The project's variables that come from the stores, as references: hidden in logs like the buildspec's own. */
  readonly storeEnvironment?: Partial<Pick<BuildspecEnv, 'parameterStore' | 'secretsManager'>>;
  readonly stores?: Stores;
  /** Where the artifacts' files go: the primary one's right there, the others' in directories named after them. */
  readonly artifactsDirectory?: string;
  /** The output artifacts of a pipeline's action. With more than one, each must be a key of `secondary-artifacts`. */
  readonly outputArtifacts?: readonly string[];
  /** Where the files of the test reports go, each group's in a directory of its own. */
  readonly reportsDirectory?: string;
  /** Where `cache.paths` are kept between builds; without it nothing is cached. */
  readonly cacheDirectory?: string;
  /** Where the private copy is made, in a directory that is removed afterwards. Default: the system's temporary directory. */
  readonly workDirectory?: string;
  readonly projectName?: string;
  readonly projectUuid?: string;
  readonly buildNumber?: number;
  /** What was asked for (a branch, say), and the commit that it is. */
  readonly sourceVersion?: string;
  readonly resolvedSourceVersion?: string;
  readonly sourceRepoUrl?: string;
  readonly region?: string;
  readonly account?: string;
  readonly initiator?: string;
  readonly onOutput?: (line: string, phase: PhaseName) => void;
  readonly onPhase?: (phase: PhaseName, status: 'IN_PROGRESS' | BuildStatus) => void;
  /** Ends the build: SIGTERM to everything that it started, after a while SIGKILL. */
  readonly signal?: AbortSignal;
}
