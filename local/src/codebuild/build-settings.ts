import type { BuildStatus, PhaseName } from './build-result';
import type { BuildspecEnv } from './buildspec';
import type { Stores } from './stores';

export interface BuildSettings {
  /** The directory with the source. The build only sees a copy of it. */
  readonly source: string;
  /** A path below the source, an absolute path, or the text itself. Default: `buildspec.yml`. */
  readonly buildspec?: string;
  /** Maps identifiers (in a pipeline: names of input artifacts) to directories. */
  readonly secondarySources?: Readonly<Record<string, string>>;
  /** Variables of the project and of the build, which override the buildspec's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The project's variables that refer to the stores; their values are masked in logs like those of the buildspec. */
  readonly storeEnvironment?: Partial<Pick<BuildspecEnv, 'parameterStore' | 'secretsManager'>>;
  readonly stores?: Stores;
  /** Destination of the artifacts: the primary artifact directly, others in directories named after them. */
  readonly artifactsDirectory?: string;
  /** Output artifacts of a pipeline's action. If there is more than one, each must be a key of `secondary-artifacts`. */
  readonly outputArtifacts?: readonly string[];
  /** Destination of test report files, in one directory per group. */
  readonly reportsDirectory?: string;
  /** Where `cache.paths` are kept between builds; without it nothing is cached. */
  readonly cacheDirectory?: string;
  /** Parent of the private copy's directory, which is removed afterwards. Default: the system's temporary directory. */
  readonly workDirectory?: string;
  readonly projectName?: string;
  readonly projectUuid?: string;
  readonly buildNumber?: number;
  /** The requested version (for example a branch), and the commit that it resolved to. */
  readonly sourceVersion?: string;
  readonly resolvedSourceVersion?: string;
  readonly sourceRepoUrl?: string;
  readonly region?: string;
  readonly account?: string;
  readonly initiator?: string;
  /** The pipeline's stage in whose log the output is. */
  readonly stage?: string;
  readonly onOutput?: (line: string, phase: PhaseName) => void;
  /** Called before each command, with secrets masked. */
  readonly onCommand?: (command: string, phase: PhaseName) => void;
  readonly onPhase?: (phase: PhaseName, status: 'IN_PROGRESS' | BuildStatus) => void;
  /** Ends the build: SIGTERM to everything that it started, then SIGKILL. */
  readonly signal?: AbortSignal;
}
