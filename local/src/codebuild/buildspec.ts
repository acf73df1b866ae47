/** The phases that run commands, in order. */
export const COMMAND_PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;
export type CommandPhase = typeof COMMAND_PHASES[number];

/** A parsed `buildspec.yml`. Line numbers start at 1. */
export interface Buildspec {
  /** 0.1: each command has its own shell. 0.2: directory and variables carry over. */
  readonly version: '0.1' | '0.2';
  readonly runAs?: string;
  readonly env: BuildspecEnv;
  readonly proxy: { readonly uploadArtifacts: boolean; readonly logs: boolean };
  readonly phases: Readonly<Partial<Record<CommandPhase, PhaseSpec>>>;
  readonly reports: readonly ReportSpec[];
  readonly artifacts?: ArtifactSpec;
  readonly secondaryArtifacts: Readonly<Record<string, ArtifactSpec>>;
  readonly cache?: CacheSpec;
  readonly batch?: BatchSpec;
  /** What CodeBuild accepts but ignores, or what is not supported locally. */
  readonly warnings: readonly Finding[];
}

export interface Finding {
  readonly line: number;
  readonly message: string;
}

export interface BuildspecEnv {
  readonly shell: 'sh' | 'bash';
  readonly variables: Readonly<Record<string, string>>;
  /** Maps variables to names of parameters. */
  readonly parameterStore: Readonly<Record<string, string>>;
  /** Maps variables to `id:json-key:version-stage:version-id`. */
  readonly secretsManager: Readonly<Record<string, string>>;
  readonly exportedVariables: readonly string[];
  readonly gitCredentialHelper: boolean;
}

export interface Command {
  readonly text: string;
  readonly line: number;
}

export interface PhaseSpec {
  readonly line: number;
  readonly runAs?: string;
  readonly onFailure?: OnFailure;
  readonly runtimeVersions: Readonly<Record<string, string>>;
  readonly commands: readonly Command[];
  readonly finally: readonly Command[];
  /** The line of its `steps`, if any. */
  readonly stepsLine?: number;
}

export type OnFailure =
  | { readonly action: 'ABORT' | 'CONTINUE' }
  | { readonly action: 'RETRY'; readonly count: number; readonly pattern: RegExp };

export interface FileSelection {
  readonly files: readonly string[];
  readonly baseDirectory?: string;
  readonly excludePaths: readonly string[];
  readonly discardPaths: boolean;
}

export interface ArtifactSpec extends FileSelection {
  readonly line: number;
  readonly name?: string;
  readonly enableSymlinks: boolean;
  readonly s3Prefix?: string;
}

export const TEST_REPORT_FORMATS = ['CUCUMBERJSON', 'JUNITXML', 'NUNITXML', 'NUNIT3XML', 'TESTNGXML', 'VISUALSTUDIOTRX'] as const;
export const COVERAGE_REPORT_FORMATS = ['CLOVERXML', 'COBERTURAXML', 'JACOCOXML', 'SIMPLECOV'] as const;
export type TestReportFormat = typeof TEST_REPORT_FORMATS[number];
export type CoverageReportFormat = typeof COVERAGE_REPORT_FORMATS[number];

export interface ReportSpec extends FileSelection {
  readonly group: string;
  readonly format: TestReportFormat | CoverageReportFormat;
}

export interface CacheSpec {
  readonly paths: readonly string[];
  readonly key?: string;
  readonly fallbackKeys: readonly string[];
  readonly action: 'restore-and-save' | 'restore' | 'save';
}

export interface BatchSpec {
  readonly kind: 'build-graph' | 'build-list' | 'build-matrix' | 'build-fanout';
  readonly fastFail: boolean;
  readonly identifiers: readonly string[];
}
