import type { FoundApplication } from './repository/found-application';

/** Languages for the CDK app. */
export const LANGUAGES = ['typescript', 'python', 'java', 'go', 'csharp'] as const;

export type Language = typeof LANGUAGES[number];

/** Computes for the application. */
export const COMPUTES = ['ec2', 'fargate', 'lambda'] as const;

export type ComputeKind = typeof COMPUTES[number];

/** Everything that the generated files depend on. */
export interface Project {
  readonly application: FoundApplication;
  readonly language: Language;
  readonly compute: ComputeKind;
  readonly owner: string;
  readonly repository: string;
  readonly branch: string;
  readonly connectionArn: string;
  readonly region?: string;
  readonly domain?: string;
  /** Version or file of the library, as npm accepts it. */
  readonly library: string;
  /** The user has a CDK app already, at the root of the repository and in the application's own `package.json`. */
  readonly sharesPackages: boolean;
}

/** The folder of the CDK app, unless the user has one at the root. */
export const INFRASTRUCTURE = 'infrastructure';

/** A path in the folder of the CDK app, from the root of the repository. */
export function inCdkApp({ sharesPackages }: Pick<Project, 'sharesPackages'>, path: string): string {
  return sharesPackages ? path : `${INFRASTRUCTURE}/${path}`;
}

/** Placeholder for a connection that has not been authorized on GitHub. */
export const PLACEHOLDER_CONNECTION = 'arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10';

/** Dependencies of a CDK app that neither npm installs nor the app itself. */
export function installCdkApp(language: Language): string[] {
  return language === 'python' ? [`python3 -m pip install --quiet -r ${INFRASTRUCTURE}/requirements.txt`] : [];
}
