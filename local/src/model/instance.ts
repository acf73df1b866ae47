import type { SecretValues } from './secrets';

/** An instance's life, in the words of Amazon EC2 Auto Scaling. */
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

/** A process that runs inside an instance. */
export interface InstanceProcess {
  /** Ends when the program has ended and its output was read. Never rejects: without the instance the status is a SIGKILL. */
  readonly exited: Promise<ExitStatus>;
  writeLine(line: string): void;
  endInput(): void;
  kill(signal?: NodeJS.Signals): void;
}

/** What an instance is made from: read from the launch template and from what the library adds to it. */
export interface InstanceSettings {
  readonly id: string;
  readonly availabilityZone: string;
  /** The address that the application is asked to listen on. */
  readonly host: string;
  readonly port: number;
  /** Run once, at the first boot, as root inside the instance; intrinsic functions already resolved. */
  readonly userData: string;
  /** Text files that are there before user data runs, by their absolute path inside. */
  readonly files?: Readonly<Record<string, string>>;
  /** Absolute path inside the instance of the file with the application's environment, e.g. `/etc/gostyle/environment`. */
  readonly environmentFile: string;
  /** Lines that this instance has of its own (`PORT`, `HOST`): they replace the ones that user data wrote. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the instance keeps its layers and logs, on the machine. Started again with the same directory, it is the same instance. */
  readonly directory: string;
  /** Folders of the machine that the instance may read, by their absolute path inside: the revisions, the runner's own program. */
  readonly shared?: Readonly<Record<string, string>>;
  /** Folders of the machine that the instance has a copy of, by their absolute path inside: what it writes there is its own. */
  readonly copied?: Readonly<Record<string, string>>;
  /** Folders of the machine that are empty inside, besides the ones that always are: the run's state, for one. */
  readonly hidden?: readonly string[];
  /** What the instance may read of Secrets Manager and Parameter Store. */
  readonly secrets?: SecretValues;
  /** With it the instance's disk is memory of this size and is lost when the instance stops: for trying what a full disk does. */
  readonly diskMebibytes?: number;
}

/** A running private copy-on-write view of this machine, with its own processes. */
export interface Instance {
  readonly id: string;
  readonly availabilityZone: string;
  readonly host: string;
  readonly port: number;
  /** What user data ended with at the first boot; absent when the instance was started again. */
  readonly userData?: ExitStatus;
  /** Ends when the instance is gone, whoever ended it. */
  readonly stopped: Promise<{ readonly expected: boolean }>;
  /** Runs a program inside and waits for it to end. */
  spawn(argv: readonly string[], options?: SpawnOptions): InstanceProcess;
  /** Units get SIGTERM and their stop timeout; layers stay, so that it can start again. */
  stop(): Promise<void>;
  /** `stop`, and the layers go too. */
  terminate(): Promise<void>;
  /** Memory of everything that runs inside, in bytes: what is its own, and its part of what it shares with others. */
  memoryBytes(): Promise<number>;
  /** The TCP ports on which something inside listens. */
  listeningPorts(): readonly number[];
}
