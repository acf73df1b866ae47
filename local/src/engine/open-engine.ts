import { Engine, type EngineOptions } from './engine';
import type { Stores } from '../codebuild';
import { checkFleetSupport } from '../fleet';
import type { ApprovalPolicy } from './execution/approval-desk';
import { CdkApp } from './execution/cdk-app';
import { RunSecrets } from './secrets/run-secrets';
import { GitRepository } from './source/git-repository';
import { StateDirectory } from './state/state-directory';
import { UserError } from '../messages/user-error';
import type { ServerCertificate } from '../model/target';
import { ImageStore, localKinds, type ResourceKind } from '../resources';

export interface OpenEngineOptions {
  readonly appDirectory: string;
  /** Selects a pipeline if the app has several. */
  readonly pipelineName?: string;
  readonly sourceDirectory: string;
  readonly stateDirectory: string;
  /** The runner's own bundle, which contains the agent that instances run. */
  readonly program: string;
  readonly approvals: ApprovalPolicy;
  readonly approvalLifetimeMs?: number;
  readonly allowTrafficTimeoutSeconds: number;
  /** Factor by which waits are shorter than in the template. */
  readonly shortened?: number;
  /** Requests per second. */
  readonly loadRate?: number;
  /** Gives each instance a small disk of its own, to test the effects of a full disk. */
  readonly diskMebibytes?: number;
  /** Serves HTTPS where the template does, with a certificate generated for the run. */
  readonly https?: boolean;
  /** Additional kinds of resources. */
  readonly kinds?: readonly ResourceKind[];
  /** Reads the parameters and secrets that builds and applications use. */
  readonly stores?: () => Promise<Stores>;
  /** Asks the user for a secret that is not in the stores; `undefined` if nobody answers. */
  readonly askSecret?: (question: string) => Promise<string | undefined>;
}

/** Opens an engine as `gostyle run` uses it: with real builds, instances and load balancers. */
export async function openEngine(options: OpenEngineOptions): Promise<Engine> {
  const app = await CdkApp.open(options.appDirectory);
  const repository = await GitRepository.open(options.sourceDirectory);
  // A repository without a commit is reported before anything is created.
  await repository.head();
  const state = await StateDirectory.open(options.stateDirectory);
  const problems = await checkFleetSupport(state.root);
  if (problems.length > 0) {
    await state.close();
    throw new UserError(problems.join('\n'));
  }
  try {
    const certificate = options.https ? await certificateFor(state) : undefined;
    return engineOf({ ...options, ...certificate && { certificate } }, { app, repository, state });
  } catch (error) {
    await state.close();
    throw error;
  }
}

/** Loaded only when needed, because the certificate library is large. */
async function certificateFor(state: StateDirectory): Promise<ServerCertificate> {
  const { createCertificate } = await import('./https/run-certificate');
  return createCertificate(state.certificate());
}

type EngineParts = OpenEngineOptions & { readonly certificate?: ServerCertificate };

function engineOf(options: EngineParts, { app, repository, state }: Pick<EngineOptions, 'app' | 'repository' | 'state'>): Engine {
  const { program, diskMebibytes, allowTrafficTimeoutSeconds } = options;
  const secrets = new RunSecrets({ stores: options.stores, ask: options.askSecret });
  const kinds = localKinds({
    program,
    diskMebibytes,
    allowTrafficTimeoutSeconds,
    revisions: state.revisions(),
    images: new ImageStore(state.images()),
    hidden: [state.root],
    shortened: options.shortened ?? 1,
    ...options.certificate && { certificate: options.certificate },
  });
  return new Engine({
    app,
    pipelineName: options.pipelineName,
    repository,
    state,
    approvals: options.approvals,
    ...(options.approvalLifetimeMs !== undefined && { approvalLifetimeMs: options.approvalLifetimeMs }),
    secrets,
    kinds: [...kinds, ...options.kinds ?? []],
    loadRate: options.loadRate,
  });
}
