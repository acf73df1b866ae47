import { basename, dirname, join } from 'node:path';
import type { DeploymentGroupSettings } from './deployment-group-settings';
import type { HostAgent } from './host-deployment';
import type { Reporter } from '../../messages/reporter';
import type { LifecycleEventResult } from '../../model/deployment';
import type { Instance, InstanceProcess } from '../../model/instance';
import type { Revision } from '../../model/revision';
import type { DeploymentState } from '../../model/run-state';

interface AgentRequest {
  readonly deploymentId: string;
  readonly group: DeploymentGroupSettings;
  readonly revision: Revision;
  readonly creator: DeploymentState['creator'];
  readonly reporter: Reporter;
}

export type StartAgent = (instance: Instance, request: AgentRequest) => HostAgent;

/** Paths inside an instance of the runner's program and the revisions. */
export const INSIDE = { program: '/var/lib/gostyle/runner', revisions: '/var/lib/gostyle/revisions' } as const;

const NODE = '/usr/local/bin/node';
const AGENT_ROOT = '/opt/codedeploy-agent/deployment-root';

type AgentLine = ({ readonly type: 'result' } & LifecycleEventResult) | { readonly type: 'log'; readonly event: string; readonly line: string };

/** Starts the CodeDeploy agent inside the instance, for one deployment. */
export function instanceAgent(program: string): StartAgent {
  return (instance, request) => new InstanceAgent(
    instance,
    [NODE, join(INSIDE.program, basename(program)), 'agent', ...optionsOf(request)],
    request.reporter,
  );
}

function optionsOf({ deploymentId, group, revision, creator }: AgentRequest): string[] {
  const options: Record<string, string> = {
    'bundle': join(INSIDE.revisions, basename(revision.archive)),
    'root': AGENT_ROOT,
    'deployment-group': group.deploymentGroupName,
    'deployment-group-name': group.deploymentGroupName,
    'application-name': group.applicationName,
    'deployment-id': deploymentId,
    'deployment-creator': creator,
  };
  const bundle = {
    BUNDLE_BUCKET: 'gostyle-local',
    BUNDLE_KEY: `${basename(dirname(revision.archive))}/${basename(revision.archive)}`,
    BUNDLE_ETAG: revision.sha256.slice(0, 32),
  };
  return [
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    ...Object.entries(bundle).flatMap(([name, value]) => ['--revision-env', `${name}=${value}`]),
  ];
}

/** Exchanges lines of JSON with the agent, which is started with the first event and ends on `close`. */
class InstanceAgent implements HostAgent {
  private process?: InstanceProcess;
  private waiting?: { readonly event: string; readonly done: (result: LifecycleEventResult) => void };
  private rest = '';
  private errors = '';
  /** How the process has ended. */
  private exit?: string;

  constructor(private readonly instance: Instance, private readonly argv: readonly string[], private readonly reporter: Reporter) {}

  run(event: string): Promise<LifecycleEventResult> {
    this.process ??= this.start();
    return new Promise((done) => {
      this.waiting = { event, done };
      // It may have ended between two events.
      if (this.exit === undefined) this.process?.writeLine(event);
      else this.answerFailure(this.exit);
    });
  }

  async close(): Promise<void> {
    this.process?.endInput();
    await this.process?.exited;
  }

  private start(): InstanceProcess {
    const process = this.instance.spawn(this.argv, {
      onStdout: (chunk) => this.hear(chunk.toString('utf8')),
      onStderr: (chunk) => { this.errors = `${this.errors}${chunk.toString('utf8')}`.slice(-4096); },
    });
    void process.exited.then(({ code, signal }) => {
      this.exit = `the agent exited (${signal ?? `exit status ${code}`}): ${this.errors.trim().split('\n').at(-1) ?? ''}`;
      this.answerFailure(this.exit);
    });
    return process;
  }

  private hear(text: string): void {
    const lines = `${this.rest}${text}`.split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines.filter(Boolean)) this.understand(line);
  }

  private understand(line: string): void {
    const message = JSON.parse(line) as AgentLine;
    if (message.type === 'log') {
      this.reporter.debug('deployment.output', message.line, { event: message.event });
      return;
    }
    const { name, status, noop, diagnostics } = message;
    this.answer({ name, status, noop, ...(diagnostics && { diagnostics }) });
  }

  private answerFailure(message: string): void {
    const event = this.waiting?.event ?? '';
    this.answer({
      name: event,
      status: 'Failed',
      noop: false,
      diagnostics: { errorCode: 'UnknownError', scriptName: '', message, logTail: this.errors },
    });
  }

  private answer(result: LifecycleEventResult): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.done(result);
  }
}
