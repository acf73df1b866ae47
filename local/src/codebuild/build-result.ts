import type { TestReport } from './reports/report';

export type BuildStatus = 'SUCCEEDED' | 'FAILED' | 'STOPPED';

/** The phases that exist locally; SUBMITTED, QUEUED, PROVISIONING and COMPLETED only exist on AWS. */
const PHASES = ['DOWNLOAD_SOURCE', 'INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD', 'UPLOAD_ARTIFACTS', 'FINALIZING'] as const;
export type PhaseName = typeof PHASES[number];

export interface PhaseResult {
  readonly status: BuildStatus;
  readonly seconds: number;
  readonly context?: PhaseContext;
}

/** Why a phase failed, as shown by AWS: `COMMAND_EXECUTION_ERROR: Error while executing command: ...`. */
export interface PhaseContext {
  readonly statusCode: string;
  readonly message: string;
}

/** The first command that failed, with the end of its output. */
export interface FailedCommand {
  readonly phase: PhaseName;
  readonly command: string;
  readonly line: number;
  readonly exitStatus: number | string;
  readonly lastLines: readonly string[];
}

export interface BuildResult {
  readonly id: string;
  readonly status: BuildStatus;
  /** Only phases that were started. */
  readonly phases: Readonly<Partial<Record<PhaseName, PhaseResult>>>;
  readonly messages: readonly string[];
  /** Sorted paths in each artifact, keyed by `primary` and the keys of `secondary-artifacts`. */
  readonly artifacts: Readonly<Record<string, readonly string[]>>;
  readonly exportedVariables: Readonly<Record<string, string>>;
  readonly reports: readonly TestReport[];
  readonly seconds: number;
  readonly failure?: FailedCommand;
}

/** The JSON that `gostyle codebuild --json` prints. */
export interface BuildDocument {
  readonly status: BuildStatus;
  readonly phases: Readonly<Partial<Record<PhaseName, BuildStatus>>>;
  readonly messages: readonly string[];
  readonly artifacts: BuildResult['artifacts'];
  readonly exportedVariables: BuildResult['exportedVariables'];
}

export function documentOf({ status, phases, messages, artifacts, exportedVariables }: BuildResult): BuildDocument {
  const statuses = Object.fromEntries(Object.entries(phases).map(([name, phase]) => [name, phase.status]));
  return { status, phases: statuses, messages, artifacts, exportedVariables };
}

export function messageOfContext({ statusCode, message }: PhaseContext): string {
  return `${statusCode} Message: ${message}`;
}

/** The message of the first phase that failed. Other messages are warnings, or consequences. */
export function causeOf({ phases }: Pick<BuildResult, 'phases'>): string | undefined {
  const failed = Object.values(phases).find(({ status }) => status === 'FAILED');
  return failed?.context && messageOfContext(failed.context);
}
