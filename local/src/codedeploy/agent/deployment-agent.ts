import { basename } from 'node:path';
import { DEFAULT_APPSPEC_NAME, findAppSpecForInstall, readAppSpec, readAppSpecForHooks } from './app-spec-file';
import type { Script } from './appspec/app-spec';
import { unpackBundle } from './bundle/unpack-bundle';
import type { DeploymentSettings } from './deployment-settings';
import { DeploymentLog } from './hooks/deployment-log';
import { executeHook } from './hooks/hook-executor';
import { HookLog } from './hooks/hook-log';
import { revisionFor } from './hooks/revision-source';
import { ScriptError } from './hooks/script-error';
import { install } from './install/installer';
import { Layout, type DeploymentDirectory } from './layout';
import { assertKnownHooks, HOOKS } from './lifecycle-events';
import { removeOldArchives } from './old-archives';
import { messageOf } from './ruby/errno';
import { joinPath } from './ruby/path';
import type { Diagnostics, LifecycleEventResult } from '../../model/deployment';
import { makeFolder } from '../../system/make-folder';
import { RubyError } from '../../yaml/ruby/error';

const DEFAULT_MAX_REVISIONS = 5;

/** A revision's scripts for one event; empty if the revision has no hook for it. */
interface Hook {
  readonly archive: string;
  readonly scripts: readonly Script[];
}

/**
 * One deployment on one instance, event by event, as the CodeDeploy agent 1.8.1 does it. Like the agent, it enforces no order and has no
 * state other than the files under its root.
 */
export class DeploymentAgent {
  private readonly layout: Layout;
  private readonly deployment: DeploymentDirectory;

  constructor(private readonly settings: DeploymentSettings) {
    this.layout = new Layout(settings.root, settings.deploymentGroupId);
    this.deployment = this.layout.deployment(settings.deploymentId);
  }

  /** Never rejects: any error becomes the event's failure. */
  async execute(event: string): Promise<LifecycleEventResult> {
    let noop = false;
    try {
      noop = this.isNoop(event);
      await this.run(event);
      return { name: event, status: 'Succeeded', noop };
    } catch (error) {
      return { name: event, status: 'Failed', noop, diagnostics: diagnosticsOf(error) };
    }
  }

  /** Asked before each event; a broken AppSpec shows up here first. */
  private isNoop(event: string): boolean {
    if (event === 'DownloadBundle' || event === 'Install') return false;
    return !HOOKS.includes(event) || !this.hookOf(event);
  }

  private async run(event: string): Promise<void> {
    if (event !== 'DownloadBundle' && event !== 'Install' && !HOOKS.includes(event)) {
      throw new RubyError('InvalidCommandNameFailure', `Unsupported command type: ${event}.`);
    }
    makeFolder(this.deployment.path);
    if (event === 'DownloadBundle') return this.downloadBundle();
    return event === 'Install' ? this.install() : this.runHook(event);
  }

  private async downloadBundle(): Promise<void> {
    removeOldArchives(this.layout, this.deployment.path, this.settings.maxRevisions ?? DEFAULT_MAX_REVISIONS);
    await unpackBundle(this.settings.bundle, this.deployment);
    this.layout.makeInstructionsDirectory();
    this.layout.mostRecentInstall.write(this.deployment.path);
  }

  private install(): void {
    this.layout.makeInstructionsDirectory();
    const { archive } = this.deployment;
    const path = findAppSpecForInstall(archive, this.appSpecName);
    const appSpec = readAppSpec(path);
    const { allPossibleLifecycleEvents, fileExistsBehavior } = this.settings;
    if (allPossibleLifecycleEvents) assertKnownHooks(appSpec, allPossibleLifecycleEvents, basename(path));
    install(appSpec, {
      archive,
      installFile: this.layout.installFile,
      cleanupFile: this.layout.cleanupFile,
      fileExistsBehavior: fileExistsBehavior?.toUpperCase() ?? 'DISALLOW',
    });
    this.layout.lastSuccessfulInstall.write(this.deployment.path);
  }

  private async runHook(event: string): Promise<void> {
    const hook = this.hookOf(event);
    if (!hook) return;
    const { deploymentId, onLog = () => undefined } = this.settings;
    const log = new HookLog(this.deployment.scriptsLog, new DeploymentLog(this.layout.deploymentLog, deploymentId), onLog);
    try {
      await executeHook({ event, ...hook, env: this.environmentOf(event), signal: this.settings.signal }, log);
    } finally {
      log.close();
    }
  }

  private hookOf(event: string): Hook | undefined {
    const { creator, type } = this.settings;
    const isBlueGreenRollback = creator === 'codeDeployRollback' && type === 'BLUE_GREEN';
    const directory = revisionFor(event, isBlueGreenRollback, {
      own: this.deployment.path,
      lastSuccessful: this.layout.lastSuccessfulInstall.read(),
      mostRecent: this.layout.mostRecentInstall.read(),
    });
    if (directory === undefined) return undefined;
    const archive = joinPath(directory, 'deployment-archive');
    const scripts = readAppSpecForHooks(archive, this.appSpecName).hooks.get(event) ?? [];
    return scripts.length > 0 ? { archive, scripts } : undefined;
  }

  /** Even for the stop events, whose scripts come from the old revision, these describe the new deployment. */
  private environmentOf(event: string): NodeJS.ProcessEnv {
    const { deploymentId, applicationName, deploymentGroupName, deploymentGroupId, revisionEnvironment } = this.settings;
    return {
      ...process.env,
      LIFECYCLE_EVENT: event,
      DEPLOYMENT_ID: deploymentId,
      APPLICATION_NAME: applicationName,
      DEPLOYMENT_GROUP_NAME: deploymentGroupName,
      DEPLOYMENT_GROUP_ID: deploymentGroupId,
      ...revisionEnvironment,
    };
  }

  private get appSpecName(): string {
    return this.settings.appspecName ?? DEFAULT_APPSPEC_NAME;
  }
}

/** What the agent reports to the service about a failed event. */
function diagnosticsOf(error: unknown): Diagnostics {
  if (error instanceof ScriptError) return error.toDiagnostics();
  return { errorCode: 'UnknownError', scriptName: '', message: messageOf(error), logTail: '' };
}
