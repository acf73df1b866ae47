import { readCloudAssembly, readPipeline, type ActionModel, type StageModel } from '../../src/assembly';
import type { ActionRun } from '../../src/engine/execution/action';

/** Runs an action, named by its stage and name, with the assembly as its artifact, and collects its messages. */
export type ActionRuns = (stageName: string, actionName: string) => { run: ActionRun; said: string[] };

/** The actions of the pipeline of a cloud assembly. */
export function actionRuns(directory: string): ActionRuns {
  const assembly = readCloudAssembly(directory);
  if (assembly.status !== 'success') throw new Error(assembly.message);
  const pipeline = readPipeline(assembly.value);
  if (pipeline.status !== 'success') throw new Error(pipeline.message);
  return (stageName, actionName) => {
    const stage = pipeline.value.stages.find(({ name }) => name === stageName) as StageModel;
    const action = stage.actions.find(({ name }) => name === actionName) as ActionModel;
    const said: string[] = [];
    const artifacts = new Map([['Infrastructure', { name: 'Infrastructure', directory }]]);
    const say = (_code: string, message: string) => said.push(message);
    const reporter = { info: say, warning: say };
    return { run: { pipeline: pipeline.value, stage, action, artifacts, reporter } as unknown as ActionRun, said };
  };
}
