import { userInfo } from 'node:os';
import { delimiter } from 'node:path';

export interface BuildIdentity {
  readonly uuid: string;
  readonly projectName: string;
  readonly projectUuid: string;
  readonly buildNumber: number;
  readonly initiator: string;
  readonly region: string;
  readonly account: string;
  readonly sourceVersion: string;
  /** The commit; as on AWS, not set for a source without commits. */
  readonly resolvedSourceVersion?: string;
  readonly sourceRepoUrl: string;
  readonly startTime: Date;
}

/**
 * What a build inherits from this machine: the PATH, the locale and proxy settings. Nothing else, because CodeBuild's container does not
 * have it either, and above all no AWS credentials.
 */
const INHERITED = new RegExp(`^(${[
  'LANG|LC_\\w+|TZ|TMPDIR|JAVA_HOME|GOROOT|DOTNET_ROOT',
  '(https?|no|all)_proxy',
  'NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|\\w*CA_BUNDLE|GIT_SSL_CAINFO|PIP_CERT',
  'npm_config_(registry|cache|userconfig)',
].join('|')})$`, 'i');

/** The environment variables before those of the buildspec and the project. */
export function baseEnvironment(caller: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const inherited = Object.entries(caller).filter((entry): entry is [string, string] => INHERITED.test(entry[0]) && entry[1] !== undefined);
  return { ...Object.fromEntries(inherited), PATH: pathOf(caller), HOME: process.getuid?.() === 0 ? '/root' : caller.HOME ?? userInfo().homedir };
}

/** Removes the entries that npm adds when it runs a script: they would hide that a project lacks a dependency. */
function pathOf(caller: NodeJS.ProcessEnv): string {
  const entries = (caller.PATH ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin').split(delimiter);
  return entries.filter((entry) => !/\/node_modules\/(\.bin|.*node-gyp-bin)\/?$/.test(entry)).join(delimiter);
}

/** The variables that CodeBuild sets itself; the prefix `CODEBUILD_` is reserved. */
export function codeBuildEnvironment(
  identity: BuildIdentity,
  sourceDirectory: string,
  secondarySources: Readonly<Record<string, string>>,
): Record<string, string> {
  const { region, account, projectName, uuid } = identity;
  const buildId = `${projectName}:${uuid}`;
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    CODEBUILD_BUILD_ARN: `arn:aws:codebuild:${region}:${account}:build/${buildId}`,
    CODEBUILD_BUILD_ID: buildId,
    CODEBUILD_BUILD_IMAGE: 'gostyle/local',
    CODEBUILD_BUILD_NUMBER: String(identity.buildNumber),
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_INITIATOR: identity.initiator,
    CODEBUILD_KMS_KEY_ID: `arn:aws:kms:${region}:${account}:alias/aws/s3`,
    CODEBUILD_LOG_PATH: uuid,
    CODEBUILD_PROJECT_UUID: identity.projectUuid,
    ...(identity.resolvedSourceVersion && { CODEBUILD_RESOLVED_SOURCE_VERSION: identity.resolvedSourceVersion }),
    CODEBUILD_SOURCE_REPO_URL: identity.sourceRepoUrl,
    CODEBUILD_SOURCE_VERSION: identity.sourceVersion,
    CODEBUILD_SRC_DIR: sourceDirectory,
    CODEBUILD_START_TIME: String(identity.startTime.getTime()),
    ...Object.fromEntries(Object.entries(secondarySources).map(([id, directory]) => [`CODEBUILD_SRC_DIR_${id}`, directory])),
  };
}
