/** The kinds of applications that a repository can be begun with. */
export const KINDS = ['nestjs', 'nodejs', 'go', 'python', 'custom'] as const;

export type Kind = typeof KINDS[number];

/** How CodeBuild makes the revision. Commands run at the root of the repository. */
interface BuildRecipe {
  /** For `runtime-versions`. */
  readonly runtimes: Readonly<Record<string, string | number>>;
  readonly install: readonly string[];
  readonly commands: readonly string[];
  /** What tests report, if they do. */
  readonly report?: { readonly file: string; readonly format: string };
  /** Below `.cache`, of whatever downloads. */
  readonly cache: readonly string[];
  /** Patterns of the revision's files besides those of the deployment. */
  readonly files: readonly string[];
}

/** What a repository says of its application, with what its owner has to know. */
export interface FoundApplication {
  readonly kind: Kind;
  /** Of the unit, the folder on hosts and the pipeline. */
  readonly name: string;
  /** Relative to the root of the repository, `.` for itself. */
  readonly directory: string;
  readonly build: BuildRecipe;
  /** What a revision has where: `source` in the revision, below `/opt/<name>` on a host. */
  readonly install: readonly { readonly source: string; readonly below?: string }[];
  /** Command line of the unit, with paths below where it starts; `undefined` when nothing in the repository tells. */
  readonly start?: string;
  /** Where it starts, below `/opt/<name>`, if not there. */
  readonly workingDirectory?: string;
  /** `NAME=value` lines of the unit. */
  readonly environment: readonly string[];
  readonly port: number;
  readonly healthCheckPath: string;
  /** What keeps it from running as it is. */
  readonly problems: readonly string[];
  /** What is worth knowing. */
  readonly notes: readonly string[];
}
