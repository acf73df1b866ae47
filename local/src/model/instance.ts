import type { SecretValues } from './secrets';

/** Lifecycle states of Amazon EC2 Auto Scaling. */
export type InstanceLifecycleState =
  | 'Pending' | 'Pending:Wait' | 'Pending:Proceed' | 'InService' | 'Terminating:Wait' | 'Terminating' | 'Terminated';

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly onStdout?: (chunk: Buffer) => void;
  readonly onStderr?: (chunk: Buffer) => void;
  /** Aborting it kills the program. */
  readonly signal?: AbortSignal;
}

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A TCP socket that accepts connections. */
export interface Listener {
  /** `0.0.0.0` and `::` stand for all addresses. */
  readonly address: string;
  readonly port: number;
}

/** A process that runs inside an instance. */
export interface InstanceProcess {
  /** Settles when the program has ended and its output has been read. Never rejects: if the instance is gone, the status is a SIGKILL. */
  readonly exited: Promise<ExitStatus>;
  writeLine(line: string): void;
  endInput(): void;
  kill(signal?: NodeJS.Signals): void;
}

/** The log of a container. */
export interface ContainerLog {
  /** Of the container. */
  readonly name: string;
  /** The buffer of a log driver that does not block, in bytes; what does not fit is lost. @default - the container waits for its log */
  readonly bufferBytes?: number;
}

/** What an instance is started from: the launch template, and what the library adds to it. */
export interface InstanceSettings {
  readonly id: string;
  readonly availabilityZone: string;
  /** Address that the application should listen on. */
  readonly host: string;
  readonly port: number;
  /** Script that runs once, at the first boot, as root inside the instance; intrinsic functions are resolved. */
  readonly userData: string;
  /** Text files that exist before user data runs, by absolute path inside. */
  readonly files?: Readonly<Record<string, string>>;
  /** Absolute path, inside the instance, of the file with the application's environment variables, e.g. `/etc/gostyle/environment`. */
  readonly environmentFile: string;
  /** Variables specific to this instance (`PORT`, `HOST`), which override those that user data writes. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Directory on the machine for the instance's file system layers and logs. Starting with the same directory again continues the same
   * instance.
   */
  readonly directory: string;
  /** Folders of the machine that the instance can read, by absolute path inside: the revisions, the runner's own program. */
  readonly shared?: Readonly<Record<string, string>>;
  /** Folders of the machine that the instance gets a private copy of, by absolute path inside. */
  readonly copied?: Readonly<Record<string, string>>;
  /** Additional folders of the machine that appear empty inside, such as the run's state. */
  readonly hidden?: readonly string[];
  /** The secrets and parameters that the instance may read. */
  readonly secrets?: SecretValues;
  /** The only container that runs in it, as in a task: it has no CodeDeploy agent, and one log, with what the container writes. */
  readonly container?: ContainerLog;
  /** Puts the instance's disk in memory with this size, which is lost when the instance stops: for testing the effects of a full disk. */
  readonly diskMebibytes?: number;
}

/** A running instance: a private copy-on-write view of this machine, with its own processes. */
export interface Instance {
  readonly id: string;
  readonly availabilityZone: string;
  readonly host: string;
  readonly port: number;
  /** Exit status of user data at the first boot; absent if the instance was restarted. */
  readonly userData?: ExitStatus;
  /** Settles when the instance is gone, for whatever reason. */
  readonly stopped: Promise<{ readonly expected: boolean }>;
  /** Starts a program inside. */
  spawn(argv: readonly string[], options?: SpawnOptions): InstanceProcess;
  /** Units get SIGTERM and their stop timeout. The layers are kept, so that the instance can be started again. */
  stop(): Promise<void>;
  /** Like `stop`, but also deletes the layers. */
  terminate(): Promise<void>;
  /** Memory used by everything inside, in bytes: private memory plus its share of shared memory. */
  memoryBytes(): Promise<number>;
  /** Where something inside listens. */
  listeners(): Promise<readonly Listener[]>;
}
