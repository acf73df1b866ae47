import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { BUNDLE_TYPES, bundleTypeOf, type BundleType, type DeploymentSettings } from '../codedeploy/agent';
import { newDeploymentId } from '../codedeploy/rollout';
import { UserError } from '../messages/user-error';

/** The options shared by `codedeploy` and `agent`, as typed. */
export interface DeploymentOptions {
  readonly bundle: string;
  readonly bundleType?: BundleType;
  readonly root: string;
  readonly deploymentGroup: string;
  readonly applicationName?: string;
  readonly deploymentGroupName: string;
  readonly deploymentId?: string;
  readonly fileExistsBehavior?: string;
  readonly appspec?: string;
  readonly revisionEnv: Readonly<Record<string, string>>;
  readonly deploymentType: 'IN_PLACE' | 'BLUE_GREEN';
  readonly deploymentCreator: string;
  readonly allPossibleLifecycleEvents?: readonly string[];
  readonly maxRevisions: number;
}

export function addDeploymentOptions(command: Command): Command {
  return command
    .requiredOption('--bundle <path>', 'the revision: a directory, or a zip, tar or tgz archive')
    .addOption(new Option('--bundle-type <type>', 'type of the bundle, if its name does not show it').choices(BUNDLE_TYPES))
    .requiredOption('--root <dir>', 'the agent\'s deployment root, which is kept between deployments')
    .requiredOption('--deployment-group <id>', 'id of the deployment group')
    .option('--application-name <name>', 'APPLICATION_NAME for the scripts (default: the bundle\'s path)')
    .option('--deployment-group-name <name>', 'DEPLOYMENT_GROUP_NAME for the scripts', 'LocalFleet')
    .option('--deployment-id <id>', 'id of the deployment (default: a new one)')
    .option('--file-exists-behavior <behavior>', 'DISALLOW, OVERWRITE or RETAIN; the AppSpec\'s own value wins (default: DISALLOW)')
    .option('--appspec <name>', 'file name of the AppSpec in the bundle (default: appspec.yml)')
    .addOption(new Option('--revision-env <name=value>',
      'BUNDLE_BUCKET, BUNDLE_COMMIT and similar variables for the scripts; may be repeated').argParser(addVariable).default({}, 'none'))
    .addOption(new Option('--deployment-type <type>', 'the deployment\'s type').choices(['IN_PLACE', 'BLUE_GREEN']).default('IN_PLACE'))
    .option('--deployment-creator <name>', 'who created the deployment: user, codeDeployRollback, ...', 'user')
    .option('--all-possible-lifecycle-events <names>', 'refuse an AppSpec with hooks that are not among these', listOf)
    .option('--max-revisions <n>', 'how many revisions the root keeps', positiveInteger, 5);
}

export function settingsFrom(options: DeploymentOptions): DeploymentSettings {
  const path = resolve(options.bundle);
  if (!existsSync(path)) {
    throw new UserError(`--bundle ${options.bundle}: no such file or directory; name a directory or an archive with an appspec.yml in it`);
  }
  return {
    root: resolve(options.root),
    // The same prefix that codedeploy-local uses.
    deploymentId: directoryName('--deployment-id', options.deploymentId ?? `${newDeploymentId()}-local`),
    deploymentGroupId: directoryName('--deployment-group', options.deploymentGroup),
    deploymentGroupName: options.deploymentGroupName,
    applicationName: options.applicationName ?? options.bundle,
    bundle: { path, type: options.bundleType ?? bundleTypeOf(path) },
    fileExistsBehavior: options.fileExistsBehavior,
    appspecName: options.appspec,
    revisionEnvironment: options.revisionEnv,
    type: options.deploymentType,
    creator: options.deploymentCreator,
    allPossibleLifecycleEvents: options.allPossibleLifecycleEvents,
    maxRevisions: options.maxRevisions,
  };
}

export function listOf(text: string): string[] {
  return text.split(',').map((name) => name.trim()).filter((name) => name !== '');
}

/** Ids are used as directory names. */
function directoryName(option: string, id: string): string {
  if (/^(?!\.{1,2}$)[\w.:-]+$/.test(id)) return id;
  throw new UserError(`${option} ${JSON.stringify(id)}: an id has only letters, digits, "-", "_", "." and ":", for example dg-1`);
}

function addVariable(text: string, known: Readonly<Record<string, string>>): Record<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UserError(`--revision-env ${text}: write it as NAME=VALUE`);
  return { ...known, [text.slice(0, equals)]: text.slice(equals + 1) };
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new UserError(`--max-revisions ${text}: must be a whole number of at least 1`);
  return value;
}
