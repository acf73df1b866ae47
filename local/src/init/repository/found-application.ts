/** Kinds of applications that `gostyle init` supports. */
export const KINDS = ['nestjs', 'nodejs', 'go', 'python', 'custom'] as const;

export type Kind = typeof KINDS[number];

/** How CodeBuild builds the revision. Commands run at the root of the repository. */
interface BuildRecipe {
  /** For `runtime-versions` of the buildspec. */
  readonly runtimes: Readonly<Record<string, string | number>>;
  readonly install: readonly string[];
  readonly commands: readonly string[];
  /** Removes what only the build needs, at its end. */
  readonly prune?: readonly string[];
  /** The test report, if there is one. */
  readonly report?: { readonly file: string; readonly format: string };
  /** Folders below `.cache` used by downloads. */
  readonly cache: readonly string[];
  /** Patterns of the revision's files, in addition to those for the deployment. */
  readonly files: readonly string[];
}

/** What was detected about an application, with notes for its owner. */
export interface FoundApplication {
  readonly kind: Kind;
  /** Used for the unit, the folder on hosts and the pipeline. */
  readonly name: string;
  /** Relative to the root of the repository; `.` for the root itself. */
  readonly directory: string;
  readonly build: BuildRecipe;
  /** Which files to install where: `source` in the revision, `below` under `/opt/<name>` on a host. */
  readonly install: readonly { readonly source: string; readonly below?: string }[];
  /** Command line of the unit, with paths relative to its working directory; `undefined` if it could not be detected. */
  readonly start?: string;
  /** Working directory below `/opt/<name>`, if it is not that folder itself. */
  readonly workingDirectory?: string;
  /** `NAME=value` lines for the unit. */
  readonly environment: readonly string[];
  readonly port: number;
  readonly healthCheckPath: string;
  /** Problems that prevent it from running as it is. */
  readonly problems: readonly string[];
  /** Notes for the owner. */
  readonly notes: readonly string[];
}
