import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { logPage } from './environment/environment-logs';
import { describeEnvironment } from './environment/environment-state';
import { parametersOf, readPipelineIn } from './execution/pipeline-definition';
import { readExecutions } from './execution/recorded-executions';
import { stageOutput } from './stage-output';
import { StateDirectory } from './state/state-directory';
import { notAmong } from '../messages/not-among';
import { UserError } from '../messages/user-error';
import type { LogPage } from '../model/console';
import type { EnvironmentState, RunState } from '../model/run-state';
import { logFilesOf, type EnvironmentRecord } from '../resources';

const NOTHING: EnvironmentRecord = { version: 1, stackName: '', instances: [], deployments: [] };

/** What the last run has left in its state directory: nothing of it runs any more. */
export class EndedRun {
  /** `undefined` if no run has used the directory. */
  static async find(stateDirectory: string, pipelineName?: string): Promise<EndedRun | undefined> {
    const state = await StateDirectory.find(stateDirectory);
    return state && new EndedRun(state, pipelineName);
  }

  private constructor(private readonly directory: StateDirectory, private readonly pipelineName?: string) {}

  /** Whether a run is starting, or has not quite ended. */
  isInUse(): Promise<boolean> {
    return this.directory.isInUse();
  }

  /** As `gostyle run` would show it before it starts anything. */
  async state(): Promise<RunState> {
    const read = readPipelineIn(this.directory.assembly(), this.pipelineName);
    const pipeline = 'pipeline' in read ? read.pipeline : undefined;
    const unreadable = 'pipeline' in read || !existsSync(this.directory.assembly()) ? [] : [
      `${this.directory.assembly()} cannot be read: ${read.reason}; the next run synthesizes it again`,
    ];
    try {
      parametersOf(this.directory.assembly());
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unreadable.push(error.message);
    }
    const { states, failure } = await readExecutions(this.directory, (text) => unreadable.push(text));
    const order = this.ofPipeline(read);
    const names = await this.names(order);
    const environments = await Promise.all(names.map((name) => this.environment(name, order.includes(name))));
    // Those that the pipeline no longer has come last.
    const positionOf = ({ name }: EnvironmentState): number => (order.includes(name) ? order.indexOf(name) : order.length);
    return {
      pipeline: {
        name: pipeline?.name ?? '',
        executionMode: pipeline?.executionMode ?? 'SUPERSEDED',
        source: '',
        branch: states[0]?.commit.branch ?? '',
      },
      executions: states,
      environments: environments.filter((each) => each !== undefined).sort((one, other) => positionOf(one) - positionOf(other)),
      approvals: [],
      ...failure && { failure },
      ...unreadable.length > 0 && { unreadable },
      ended: true,
    };
  }

  async instanceLogs(environment: string, cursor?: string): Promise<LogPage> {
    const names = await this.names(this.ofPipeline());
    if (!names.includes(environment)) throw new UserError(notAmong(environment, 'the last run', names));
    return logPage(await logFilesOf(this.directory.environment(environment)), cursor);
  }

  stageOutput(executionId: string, stage: string, cursor?: string): Promise<LogPage> {
    return stageOutput(this.directory.messages(executionId), stage, cursor);
  }

  /** Those that there are, and those that the pipeline has not created yet. */
  private async names(ofPipeline: readonly string[]): Promise<string[]> {
    return [...new Set([...await readdir(this.directory.environments()).catch(() => []), ...ofPipeline])].sort();
  }

  private ofPipeline(read = readPipelineIn(this.directory.assembly(), this.pipelineName)): readonly string[] {
    return 'pipeline' in read ? read.pipeline.metadata.environments.map(({ name }) => name) : [];
  }

  private async environment(name: string, isOfPipeline: boolean): Promise<EnvironmentState | undefined> {
    const described = (record: EnvironmentRecord) => describeEnvironment({
      name, record, load: undefined, recordedOnly: [], balancer: undefined, hostKind: undefined, described: [],
    });
    try {
      const record = await this.directory.read<EnvironmentRecord>(this.directory.environmentFile(name));
      return record || isOfPipeline ? described(record ?? NOTHING) : undefined;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { ...described(NOTHING), unreadable: error.message };
    }
  }
}
